# Helper functions of the build: rednode_library, rednode_executable, rednode_test, rednode_fuzz.
# They give every target the same language level, warnings and include root.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # Clones of the tree share what was compiled, wherever they lie.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}"
      CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      "${CCACHE_PROGRAM}")
endif()

function(rednode_flags target)
  target_include_directories(${target} PUBLIC "${CMAKE_SOURCE_DIR}")
  set(warnings -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 reports false positives inside std::string and std::optional when it optimises.
    list(APPEND warnings -Wno-restrict -Wno-maybe-uninitialized)
  endif()
  if(REDNODE_WERROR)
    list(APPEND warnings -Werror)
  endif()
  target_compile_options(${target} PRIVATE "$<$<COMPILE_LANGUAGE:CXX>:${warnings}>")
  if(REDNODE_SANITIZE)
    target_compile_options(${target} PUBLIC -fsanitize=${REDNODE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=${REDNODE_SANITIZE})
  endif()
endfunction()

# rednode_library(base SOURCES a.cc b.cc PUBLIC fmt::fmt PRIVATE OpenSSL::Crypto)
function(rednode_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(rednode_${name} STATIC ${ARG_SOURCES})
  add_library(rednode::${name} ALIAS rednode_${name})
  target_link_libraries(rednode_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  rednode_flags(rednode_${name})
endfunction()

# rednode_executable(redctl SOURCES main.cc PRIVATE rednode::node)
function(rednode_executable name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PRIVATE" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_PRIVATE})
  rednode_flags(${name})
endfunction()

# rednode_test(base a_test.cc b_test.cc LIBRARIES rednode::base): one Catch2 program a layer,
# with a precompiled Catch2 header (16 s a file without).
function(rednode_test name)
  cmake_parse_arguments(ARG "" "" "LIBRARIES" ${ARGN})
  set(target ${name}_test)
  add_executable(${target} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${target} PRIVATE ${ARG_LIBRARIES} Catch2::Catch2WithMain)
  target_precompile_headers(${target} PRIVATE "${CMAKE_SOURCE_DIR}/tests/unit/test.h")
  target_compile_definitions(${target} PRIVATE REDNODE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  rednode_flags(${target})
  add_test(NAME ${name} COMMAND ${target} WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
endfunction()

# rednode_fuzz(codec codec_fuzz.cc LIBRARIES rednode::schema): a libFuzzer program.
function(rednode_fuzz name)
  cmake_parse_arguments(ARG "" "" "LIBRARIES" ${ARGN})
  add_executable(fuzz_${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(fuzz_${name} PRIVATE ${ARG_LIBRARIES})
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  rednode_flags(fuzz_${name})
endfunction()

# rednode_embed(catalogue config mappings/ckan.toml ...): carries files, given relative to the folder
# `config` of the tree, in the library. <library>/shipped.h finds them by that path.
function(rednode_embed library folder)
  set(assembly ".section .rodata\n")
  set(table "")
  set(externs "")
  set(index 0)
  set(sources "")
  foreach(file ${ARGN})
    set(path "${CMAKE_SOURCE_DIR}/${folder}/${file}")
    list(APPEND sources "${path}")
    set(symbol "rednode_${library}_file_${index}")
    string(APPEND assembly
      ".global ${symbol}_begin\n.global ${symbol}_end\n.balign 8\n"
      "${symbol}_begin:\n.incbin \"${path}\"\n${symbol}_end:\n.byte 0\n")
    string(APPEND externs "extern const char ${symbol}_begin[];\nextern const char ${symbol}_end[];\n")
    string(APPEND table "    {\"${file}\", ${symbol}_begin, ${symbol}_end},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  string(APPEND assembly ".section .note.GNU-stack,\"\",%progbits\n")
  set(out "${CMAKE_CURRENT_BINARY_DIR}/shipped")
  file(CONFIGURE OUTPUT "${out}_data.S" CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT "${out}_table.inc" CONTENT "@table@" @ONLY)
  file(CONFIGURE OUTPUT "${out}_symbols.inc" CONTENT "@externs@" @ONLY)
  set_source_files_properties("${out}_data.S" PROPERTIES OBJECT_DEPENDS "${sources}")
  target_sources(rednode_${library} PRIVATE "${out}_data.S")
  target_include_directories(rednode_${library} PRIVATE "${CMAKE_BINARY_DIR}")
endfunction()
