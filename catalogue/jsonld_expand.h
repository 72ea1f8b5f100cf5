// Expansion: a JSON-LD document without its contexts. JSON-LD 1.1 Processing Algorithms and API
// (W3C Recommendation of 2020-07-16), sections 5.1.2 (expansion) and 5.3.2 (value expansion); the
// numbers in the code are the steps there.
//
// To the letter, the first error ends it. For import, an error costs the node object in which it
// stands: the node stays in the result, with what else it says and with the nodes inside it, and
// faults() says that its own statements are not to be used.
//
// Thread rule: one thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalogue/json_value.h"
#include "catalogue/jsonld_contexts.h"

namespace rednode::catalogue {

// Why a node object says nothing.
struct NodeFault {
  std::string reason;
  JsonPlace at;
  JsonPlace lost;          // the value that could not be read, with whatever nodes it holds
  std::size_t others = 0;  // faults behind the first
};

class Expander {
 public:
  // REQUIRES: all outlive the expander.
  Expander(ContextProcessor& contexts, JsonLdMode mode, JsonLdBudget& budget, JsonLdNotes& notes)
      : contexts_(contexts), mode_(mode), budget_(budget), notes_(notes) {}

  // A document, or (`whole` is false) an element of a list at its top, or of "@graph" there. The
  // result is a list of node objects whose places are those of the source. `lasting`: the source
  // lives as long as the reading. Errors: kInvalid with fault_at() set, kExhausted.
  base::Result<JsonValue> expand_document(const ContextPtr& active,
                                          std::shared_ptr<const JsonValue> source, bool whole,
                                          bool lasting);

  // By the octet at which the node object begins; of the last expand_document().
  const std::map<std::uint32_t, NodeFault>& faults() const { return faults_; }
  const JsonPlace& fault_at() const { return contexts_.fault_at(); }

 private:
  // One node, value, list or set object while its members are expanded.
  struct Object {
    const JsonValue* element;
    const std::string* property;  // null: at the top
    ContextPtr active;
    ContextPtr type_scoped;
    std::string input_type;
    JsonValue result;
    std::vector<const JsonMember*> nests;
  };
  using Optional = std::optional<std::string>;

  base::Result<JsonValue> expand(const ContextPtr& active, const std::string* property,
                                 const JsonValue& element, bool from_map = false);
  base::Result<JsonValue> expand_scalar(const ContextPtr& active, const std::string* property,
                                        const JsonValue& element);
  base::Result<JsonValue> expand_array(const ContextPtr& active, const std::string* property,
                                       const JsonValue& element, bool from_map);
  base::Result<JsonValue> expand_object(const ContextPtr& active, const std::string* property,
                                        const JsonValue& element, bool from_map);
  base::Status enter(Object& object, bool from_map);
  base::Status enter_types(Object& object);
  base::Status expand_members(Object& object, const JsonValue& element);
  base::Status expand_member(Object& object, const JsonMember& member);
  base::Status expand_nests(Object& object);
  base::Result<JsonValue> finish(Object& object);
  base::Status check_value_object(Object& object);
  base::Status survive(Object& object, const JsonValue& lost, base::Status status);
  bool is_no_node(const Object& object) const;

  // jsonld_keywords.cc
  base::Status expand_keyword(Object& object, const JsonMember& member, const std::string& keyword);
  base::Status expand_id(Object& object, const JsonValue& value);
  base::Status expand_types(Object& object, const JsonValue& value);
  base::Status expand_included(Object& object, const JsonValue& value);
  base::Status expand_value(Object& object, const JsonValue& value);
  base::Status expand_text_keyword(Object& object, const JsonValue& value,
                                   const std::string& keyword);
  base::Status expand_list(Object& object, const JsonValue& value);
  base::Status expand_reverse(Object& object, const JsonValue& value);
  base::Status add_reverse(Object& object, const std::string& property, JsonValue value,
                           const JsonValue& source);

  // jsonld_maps.cc
  base::Result<JsonValue> expand_language_map(const Object& object, const TermDefinition& term,
                                              const JsonValue& map);
  base::Result<JsonValue> expand_index_map(const Object& object, const TermDefinition& term,
                                           const JsonMember& member);
  base::Status index_item(const Object& object, const TermDefinition& term,
                          const std::string& property, const JsonMember& entry, JsonValue& item);

  base::Result<JsonValue> value_object(const ActiveContext& active, const std::string& property,
                                       const JsonValue& value);
  base::Result<Optional> iri(const ActiveContext& active, std::string_view value, IriUse use);
  LocalContext local(const JsonValue& context) const { return {{source_, &context}, {}, lasting_}; }
  void note(JsonLdNotes::Kind kind, std::string_view what, const JsonPlace& at) {
    if (!mode_.strict) notes_.count(kind, what, at.at);
  }

  ContextProcessor& contexts_;
  const JsonLdMode mode_;
  JsonLdBudget& budget_;
  JsonLdNotes& notes_;
  std::shared_ptr<const JsonValue> source_;
  bool lasting_ = false;
  std::map<std::uint32_t, NodeFault> faults_;
};

// What the steps ask of expanded JSON.
bool is_value_object(const JsonValue& value);
bool is_list_object(const JsonValue& value);
bool is_graph_object(const JsonValue& value);
// Appends the value, or each item of it where it is a list, to the list under the key.
void add_value(JsonObject& object, std::string_view key, JsonValue value);
// The value itself where it is a list, else a list of it.
JsonValue as_list(JsonValue value);

}  // namespace rednode::catalogue
