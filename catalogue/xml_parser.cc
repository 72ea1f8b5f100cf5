#include "catalogue/xml_parser.h"

#include <expat.h>

#include <algorithm>
#include <functional>
#include <unordered_set>
#include <vector>

#include "base/limits.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

static_assert(sizeof(XML_Char) == 1, "libexpat must be built for UTF-8");

// Stands between the parts of a name. No document can hold it, not even by a reference.
constexpr XML_Char kSeparator = '\x01';
// What libexpat needs to keep a name, besides its bytes.
constexpr std::size_t kNameOverhead = 64;

// "space|local|prefix", "space|local" or "local".
XmlName split(const XML_Char* text) {
  const std::string_view whole(text);
  const auto first = whole.find(kSeparator);
  if (first == std::string_view::npos) return {{}, whole, {}};
  const auto second = whole.find(kSeparator, first + 1);
  XmlName name{whole.substr(0, first), whole.substr(first + 1, second - first - 1), {}};
  if (second != std::string_view::npos) name.prefix = whole.substr(second + 1);
  return name;
}

std::string_view remedy_for(XML_Error code) {
  switch (code) {
    case XML_ERROR_INVALID_TOKEN:
      return "write & as &amp; and < as &lt;, and save the document in the encoding that it names";
    case XML_ERROR_TAG_MISMATCH:
      return "close the element that is open here first";
    case XML_ERROR_UNCLOSED_TOKEN:
    case XML_ERROR_NO_ELEMENTS:
    case XML_ERROR_UNCLOSED_CDATA_SECTION:
      return "the document is cut off: get it again in full";
    case XML_ERROR_UNBOUND_PREFIX:
      return "declare the prefix with xmlns: on the document's first element";
    case XML_ERROR_UNDEFINED_ENTITY:
      return "write the character itself: XML knows only &amp; &lt; &gt; &quot; &apos; and numbers";
    case XML_ERROR_UNKNOWN_ENCODING:
    case XML_ERROR_INCORRECT_ENCODING:
      return "convert the document to UTF-8";
    case XML_ERROR_JUNK_AFTER_DOC_ELEMENT:
      return "a document has one outermost element: put the others into it";
    default:
      return {};
  }
}

}  // namespace

struct XmlParser::Impl {
  explicit Impl(XmlHandler& to)
      : handler(to), handle(XML_ParserCreateNS(nullptr, kSeparator), &XML_ParserFree) {
    REDNODE_ASSERT(handle != nullptr);
    XML_Parser parser = handle.get();
    XML_SetUserData(parser, this);
    XML_SetReturnNSTriplet(parser, 1);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetCommentHandler(parser, on_comment);
    XML_SetProcessingInstructionHandler(parser, on_instruction);
    XML_SetStartNamespaceDeclHandler(parser, on_namespace);
    XML_SetDefaultHandler(parser, on_other);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    XML_SetEntityDeclHandler(parser, on_entity);
    XML_SetAttlistDeclHandler(parser, on_attribute_list);
    XML_SetSkippedEntityHandler(parser, on_skipped);
    XML_SetNotStandaloneHandler(parser, on_not_standalone);
  }

  static Impl& of(void* user) { return *static_cast<Impl*>(user); }

  bool stopped() const { return !status.ok() || !fault.reason.empty(); }

  Position position() const {
    return {XML_GetCurrentLineNumber(handle.get()), XML_GetCurrentColumnNumber(handle.get()) + 1};
  }

  void refuse(std::string reason, std::string remedy) {
    if (stopped()) return;
    fault = {std::move(reason), std::move(remedy), position()};
    XML_StopParser(handle.get(), XML_FALSE);
  }

  // libexpat goes on with some events after it was stopped: they are dropped here.
  template <typename Call>
  void event(Call&& call) {
    seen();
    if (stopped()) return;
    status = call();
    if (!status.ok()) XML_StopParser(handle.get(), XML_FALSE);
  }

  // The same for what must have come to its end to be an event, and is kept whole until then.
  template <typename Call>
  void token(Call&& call) {
    if (XML_GetCurrentByteCount(handle.get()) > static_cast<int>(limits::kXmlTokenBytesMax)) {
      refuse_length();
    }
    event(call);
  }

  void seen() {
    done = static_cast<std::uint64_t>(XML_GetCurrentByteIndex(handle.get())) +
           static_cast<std::uint64_t>(XML_GetCurrentByteCount(handle.get()));
  }

  void refuse_length() {
    refuse("a tag or comment of more than " + std::to_string(limits::kXmlTokenBytesMax) + " bytes",
           "");
  }

  void count_name(std::string_view name) {
    if (!names.insert(std::hash<std::string_view>{}(name)).second) return;
    names_bytes += name.size() + kNameOverhead;
    if (names_bytes > limits::kXmlNamesBytesMax) {
      refuse("the document uses too many different names of elements and attributes", "");
    }
  }

  static void XMLCALL on_start(void* user, const XML_Char* name, const XML_Char** attributes) {
    Impl& self = of(user);
    if (++self.depth > limits::kXmlNestingMax) {
      self.refuse("elements nest deeper than " + std::to_string(limits::kXmlNestingMax), "");
    }
    self.count_name(name);
    self.attributes.clear();
    for (; *attributes != nullptr; attributes += 2) {
      self.count_name(attributes[0]);
      self.attributes.push_back({split(attributes[0]), attributes[1]});
      if (self.attributes.size() <= limits::kXmlAttributesMax) continue;
      self.refuse(
          "an element has more than " + std::to_string(limits::kXmlAttributesMax) + " attributes",
          "");
      return;
    }
    self.token([&] { return self.handler.on_start(split(name), self.attributes); });
  }

  static void XMLCALL on_end(void* user, const XML_Char* name) {
    Impl& self = of(user);
    --self.depth;
    self.event([&] { return self.handler.on_end(split(name)); });
  }

  static void XMLCALL on_text(void* user, const XML_Char* text, int size) {
    const std::string_view view(text, static_cast<std::size_t>(size));
    of(user).event([&] { return of(user).handler.on_text(view); });
  }

  static void XMLCALL on_comment(void* user, const XML_Char* text) {
    of(user).token([&] { return of(user).handler.on_comment(text); });
  }

  static void XMLCALL on_instruction(void* user, const XML_Char* target, const XML_Char* data) {
    of(user).token([&] { return of(user).handler.on_instruction(target, data); });
  }

  static void XMLCALL on_namespace(void* user, const XML_Char* prefix, const XML_Char* uri) {
    Impl& self = of(user);
    if (prefix != nullptr) self.count_name(prefix);
    if (uri == nullptr || std::string_view(uri).size() <= limits::kRdfIriBytesMax) return;
    self.refuse("the IRI of a namespace is longer than " + std::to_string(limits::kRdfIriBytesMax) +
                    " bytes",
                "");
  }

  static void XMLCALL on_other(void* user, const XML_Char*, int) { of(user).seen(); }

  static void XMLCALL on_doctype(void* user, const XML_Char*, const XML_Char* file,
                                 const XML_Char* public_name, int) {
    if (file == nullptr && public_name == nullptr) return;
    of(user).refuse("the DOCTYPE names a file: nothing is fetched", "delete the DOCTYPE");
  }

  static void XMLCALL on_entity(void* user, const XML_Char* name, int, const XML_Char*, int,
                                const XML_Char*, const XML_Char*, const XML_Char*,
                                const XML_Char*) {
    const std::string entity(std::string_view(name).substr(0, 200));
    of(user).refuse("the DOCTYPE declares the entity '" + entity + "': entities are never read",
                    "write in full what &" + entity +
                        "; stands for wherever it is used, and delete the DOCTYPE");
  }

  static void XMLCALL on_attribute_list(void* user, const XML_Char*, const XML_Char* attribute,
                                        const XML_Char*, const XML_Char* value, int) {
    if (value == nullptr) return;
    const std::string name(std::string_view(attribute).substr(0, 200));
    of(user).refuse("the DOCTYPE gives the attribute '" + name + "' a default value",
                    "write the attribute where it is meant, and delete the DOCTYPE");
  }

  static void XMLCALL on_skipped(void* user, const XML_Char* name, int) {
    const std::string entity(std::string_view(name).substr(0, 200));
    of(user).refuse("the entity '" + entity + "' is used: entities are never read",
                    "write in full what it stands for");
  }

  static int XMLCALL on_not_standalone(void* user) {
    of(user).refuse("the DOCTYPE names a file or uses a parameter entity: neither is ever read",
                    "delete the DOCTYPE");
    return XML_STATUS_ERROR;
  }

  void not_well_formed() {
    const XML_Error code = XML_GetErrorCode(handle.get());
    fault = {std::string("this is not well-formed XML: ") + XML_ErrorString(code),
             std::string(remedy_for(code)), position()};
  }

  XmlHandler& handler;
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> handle;
  base::Status status;
  Fault fault;
  std::vector<XmlAttribute> attributes;  // of the element that begins
  std::size_t depth = 0;
  std::unordered_set<std::size_t> names;  // hashes: one that is met twice is only not counted
  std::size_t names_bytes = 0;
  std::uint64_t fed = 0;
  std::uint64_t done = 0;  // where the last event ends
};

XmlParser::XmlParser(XmlHandler& handler) : impl_(std::make_unique<Impl>(handler)) {}

XmlParser::~XmlParser() = default;

base::Result<bool> XmlParser::parse(std::string_view bytes, bool last) {
  Impl& self = *impl_;
  REDNODE_ASSERT(!self.stopped());
  const XML_Status status = XML_Parse(self.handle.get(), bytes.data(),
                                      static_cast<int>(bytes.size()), last ? XML_TRUE : XML_FALSE);
  self.fed += bytes.size();
  if (!self.status.ok()) return self.status.error();
  if (status != XML_STATUS_OK && self.fault.reason.empty()) self.not_well_formed();
  if (unfinished() > limits::kXmlTokenBytesMax) self.refuse_length();
  return self.fault.reason.empty();
}

const XmlParser::Fault& XmlParser::fault() const {
  return impl_->fault;
}

std::size_t XmlParser::unfinished() const {
  return static_cast<std::size_t>(impl_->fed - std::min(impl_->fed, impl_->done));
}

Position XmlParser::position() const {
  return impl_->position();
}

std::uint64_t XmlParser::begin() const {
  return static_cast<std::uint64_t>(XML_GetCurrentByteIndex(impl_->handle.get()));
}

std::uint64_t XmlParser::end() const {
  return begin() + static_cast<std::uint64_t>(XML_GetCurrentByteCount(impl_->handle.get()));
}

}  // namespace rednode::catalogue
