// Contexts of JSON-LD 1.1: which keys of a document stand for which IRIs. JSON-LD 1.1 Processing
// Algorithms and API (W3C Recommendation of 2020-07-16), section 4.1 (active contexts), and
// section 5.2 (IRI expansion).
//
// An active context never changes. One that adds to another is a layer upon it, so that the many
// small contexts inside a document cost what they say and not what they inherit.
//
// Thread rule: const access from several threads is safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "catalogue/json_value.h"

namespace rednode::catalogue {

// A context as written: an object, an array, a string or null.
struct LocalContext {
  std::shared_ptr<const JsonValue> json;   // null: there is none
  std::shared_ptr<const std::string> url;  // of the file in which it stands; null: the document
  // Lives as long as the reading, and is worth remembering what it led to.
  bool lasting = false;
};

enum class TextDirection : std::uint8_t { kNone, kLeftToRight, kRightToLeft };
// "ltr", "rtl"; "" for kNone.
std::string_view direction_name(TextDirection direction);

// The keywords that @container may hold, as bits.
enum ContainerBit : std::uint8_t {
  kContainerGraph = 1,
  kContainerId = 2,
  kContainerIndex = 4,
  kContainerLanguage = 8,
  kContainerList = 16,
  kContainerSet = 32,
  kContainerType = 64,
};

// Section 4.1: a term definition. Empty optionals: the context does not say.
struct TermDefinition {
  std::optional<std::string> iri;  // an IRI or a keyword; empty: the term is to be passed over
  bool prefix = false;
  bool is_protected = false;
  bool reverse = false;
  std::uint8_t container = 0;  // of ContainerBit
  std::optional<std::string> type;
  std::optional<std::optional<std::string>> language;
  std::optional<TextDirection> direction;
  std::string index;  // the property that indexes; "": @index itself
  std::optional<std::string> nest;
  LocalContext context;

  bool holds(ContainerBit bit) const { return (container & bit) != 0; }
  // All but is_protected.
  bool same_as(const TermDefinition& other) const;
};
using TermDefinitionPtr = std::shared_ptr<const TermDefinition>;

class ActiveContext;
using ContextPtr = std::shared_ptr<const ActiveContext>;

class ActiveContext {
 public:
  // The definition of the term, or null. Valid as long as the context.
  const TermDefinition* find(std::string_view term) const { return find_shared(term).get(); }
  TermDefinitionPtr find_shared(std::string_view term) const;

  // `term` stands for nothing from here on where the definition is null.
  void define(const std::string& term, TermDefinitionPtr definition);
  bool has_protected_terms() const { return protected_ > 0; }
  bool defines_nothing() const { return terms_.empty(); }

  // A layer that adds nothing yet.
  static std::shared_ptr<ActiveContext> upon(const ContextPtr& below);
  std::size_t layers() const { return layers_; }

  // Null: there is none.
  std::shared_ptr<const std::string> base;
  std::shared_ptr<const std::string> vocabulary;
  std::shared_ptr<const std::string> language;
  TextDirection direction = TextDirection::kNone;
  ContextPtr previous;   // for nodes inside, where this one is of a type
  bool lasting = false;  // see LocalContext

 private:
  ContextPtr below_;
  std::map<std::string, TermDefinitionPtr, std::less<>> terms_;
  std::size_t layers_ = 1;
  std::size_t protected_ = 0;
};

bool is_keyword(std::string_view text);
// "@" and letters: no IRI, and kept for keywords to come.
bool looks_like_keyword(std::string_view text);

// What an IRI is expanded as.
enum class IriUse : std::uint8_t {
  kVocabulary,  // a term, too, or relative to @vocab
  kDocument,    // or relative to the base
  kEither,      // a term, or relative to @vocab, or else to the base
};

// Section 5.2 without a local context. Empty: null. The result may still be relative.
std::optional<std::string> expand_iri(const ActiveContext& context, std::string_view value,
                                      IriUse use);

}  // namespace rednode::catalogue
