// XmlParser: a document of XML 1.0 with namespaces (W3C, fifth edition of 2008; Namespaces in XML
// 1.0, third edition) as a stream of events. For RDF/XML. Built on libexpat.
//
// What libexpat would let a document do, and this does not:
//   - declare entities, or name a file in its DOCTYPE or by a parameter entity: no entity is ever
//     read, and nothing is fetched;
//   - give attributes default values in its DOCTYPE;
//   - nest deeper than limits::kXmlNestingMax, write a tag or comment of more than
//     kXmlTokenBytesMax or of more than kXmlAttributesMax attributes;
//   - use names that together are longer than kXmlNamesBytesMax, because libexpat keeps each name
//     until the end.
// Each of these ends the reading, as does what is not well-formed: there is no place behind it from
// which reading could safely go on.
//
// Documents may be in UTF-8, UTF-16, ISO-8859-1 and US-ASCII; events are in UTF-8.
//
// Thread rule: one thread. Views live for the call of the handler only.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "catalogue/rdf_reader.h"

namespace rednode::catalogue {

struct XmlName {
  std::string_view space;  // the namespace's IRI; empty: none
  std::string_view local;
  std::string_view prefix;  // as written; empty: none
};

struct XmlAttribute {
  XmlName name;
  std::string_view value;
};

// A failure ends the reading and is returned by parse().
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual base::Status on_start(const XmlName& name, std::span<const XmlAttribute> attributes) = 0;
  virtual base::Status on_end(const XmlName& name) = 0;
  // One text may come in several calls.
  virtual base::Status on_text(std::string_view text) = 0;
  virtual base::Status on_comment(std::string_view text) = 0;
  virtual base::Status on_instruction(std::string_view target, std::string_view data) = 0;
};

class XmlParser {
 public:
  struct Fault {
    std::string reason;
    std::string remedy;
    Position at;
  };

  // REQUIRES: the handler outlives the parser.
  explicit XmlParser(XmlHandler& handler);
  ~XmlParser();
  XmlParser(const XmlParser&) = delete;
  XmlParser& operator=(const XmlParser&) = delete;

  // The next bytes of the document; `last` where none follow, after which nothing may be parsed.
  // False: the document cannot be read beyond fault(), and nothing more may be parsed either.
  // Errors: what the handler returned.
  base::Result<bool> parse(std::string_view bytes, bool last);
  const Fault& fault() const;

  // How much of what was parsed is a tag or comment that has not ended yet. Give parse() as much
  // again the next time: it reads such a thing from its beginning.
  std::size_t unfinished() const;

  // Within a call of the handler: the place of the event, and its bytes in the document.
  Position position() const;
  std::uint64_t begin() const;
  std::uint64_t end() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rednode::catalogue
