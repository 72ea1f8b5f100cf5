/* The zstd dictionary of contents, number 1, as it is (schema/content.h). */
    .section .rodata
    .global rednode_content_dictionary_begin
    .global rednode_content_dictionary_end
    .balign 8
rednode_content_dictionary_begin:
    .incbin "content.dict"
rednode_content_dictionary_end:
    .byte 0
    .section .note.GNU-stack,"",@progbits
