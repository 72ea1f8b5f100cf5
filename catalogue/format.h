// The formats of documents, their names on the command line, and how a document tells which it is.
//
// Thread rule: pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace rednode::catalogue {

enum class Format { kTurtle, kNTriples, kNQuads, kTrig, kRdfXml, kJsonLd };

// "turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld".
std::string_view format_name(Format format);
std::optional<Format> format_from_name(std::string_view name);
// By a file's ending: ttl, nt, nq, trig, rdf, xml, owl, jsonld, json.
std::optional<Format> format_from_file_name(std::string_view file_name);
std::string_view media_type(Format format);

// True where a document of this format can name graphs.
bool holds_graphs(Format format);

// How many bytes of a document detect_format looks at: give it that many where there are.
inline constexpr std::size_t kDetectBytes = 64 << 10;

// What the content says; the file's name (may be empty) decides only where the content fits
// several. Errors: kInvalid where it is none of them (a web page, UTF-16, binary), with the reason.
base::Result<Format> detect_format(base::BytesView head, std::string_view file_name);

}  // namespace rednode::catalogue
