// ContextProcessor: makes active contexts out of contexts as written. JSON-LD 1.1 Processing
// Algorithms and API (W3C Recommendation of 2020-07-16), sections 4.1.2 (context processing) and
// 4.2.2 (create term definition); the numbers in the code are the steps there.
//
// Thread rule: one thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/result.h"
#include "catalogue/context_source.h"
#include "catalogue/jsonld_budget.h"
#include "catalogue/jsonld_context.h"
#include "catalogue/jsonld_notes.h"

namespace rednode::catalogue {

struct JsonLdMode {
  // To the letter of the Recommendation, errors and silences alike. Else for import: what a
  // published context gets slightly wrong is read, and what says nothing is counted.
  bool strict = false;
  bool version_1_0 = false;  // processingMode "json-ld-1.0"; for the W3C suite
};

class ContextProcessor {
 public:
  struct Use {
    bool override_protected = false;
    bool propagate = true;
    bool validate_scoped = true;
  };

  // REQUIRES: `source`, `budget` and `notes` outlive the processor. `base_iri` may be empty.
  ContextProcessor(std::string_view base_iri, JsonLdMode mode, ContextSource& source,
                   JsonLdBudget& budget, JsonLdNotes& notes);

  const ContextPtr& initial() const { return initial_; }

  // Errors: kInvalid, "<error code of section 9.6>: <what is wrong>", with fault_at() set;
  // kExhausted beyond the budget.
  base::Result<ContextPtr> process(const ContextPtr& active, const LocalContext& local, Use use);
  base::Result<ContextPtr> process(const ContextPtr& active, const LocalContext& local) {
    return process(active, local, Use{});
  }

  // Forgets what was made for contexts that are no longer there.
  void forget_passing() { passing_.clear(); }

  // Makes the error, and remembers the place.
  base::Error fault(std::string_view code, const std::string& what, const JsonPlace& at);
  const JsonPlace& fault_at() const { return fault_at_; }

 private:
  using Urls = std::vector<std::string>;
  // One context, an object, while its terms are defined.
  struct Task {
    std::shared_ptr<ActiveContext> result;
    const JsonValue* definitions;
    const LocalContext* local;
    bool is_protected;
    Use use;
    const Urls* remote;
    std::map<std::string, bool, std::less<>> defined;
    std::size_t depth = 0;
  };
  struct Remembered {
    ContextPtr active;
    LocalContext local;
    ContextPtr result;
  };
  using Key = std::tuple<const ActiveContext*, const JsonValue*, bool, bool>;
  using Memory = std::map<Key, Remembered>;

  base::Result<ContextPtr> remembered(const ContextPtr& active, const LocalContext& local, Use use,
                                      const Urls& remote);
  base::Result<ContextPtr> make(const ContextPtr& active, const LocalContext& local, Use use,
                                const Urls& remote);
  base::Status nullify(const ContextPtr& active, const JsonValue& context, Use use,
                       std::shared_ptr<ActiveContext>& result);
  base::Result<ContextPtr> load(const ContextPtr& active, const JsonValue& reference,
                                const LocalContext& local, Use use, const Urls& remote);
  base::Result<LocalContext> remote_context(const std::string& url, const JsonValue& reference);
  base::Status define_all(const JsonValue& context, const LocalContext& local, Use use,
                          const Urls& remote, std::shared_ptr<ActiveContext>& result);
  base::Result<LocalContext> imported(const JsonValue& context, const LocalContext& local);
  base::Status only_1_1(const JsonValue& value, std::string_view code, std::string_view keyword);
  base::Status set_base(const JsonValue& value, ActiveContext& result);
  base::Status set_vocabulary(const JsonValue& value, ActiveContext& result);
  base::Status set_defaults(const JsonValue& context, const Urls& remote, ActiveContext& result);

  // jsonld_terms.cc
  base::Status define(Task& task, const std::string& term, const JsonPlace& place);
  base::Status define_new(Task& task, const std::string& term, const JsonPlace& place);
  base::Status define_type_keyword(const JsonValue& value, const JsonPlace& place);
  base::Status set_type(Task& task, const JsonValue& value, TermDefinition& definition);
  base::Status set_reverse(Task& task, const JsonValue& value, TermDefinition& definition,
                           bool& pass_over);
  base::Status set_iri(Task& task, const std::string& term, const JsonValue& value, bool simple,
                       TermDefinition& definition, bool& pass_over);
  base::Status set_named_iri(Task& task, const std::string& term, const JsonValue& id, bool simple,
                             TermDefinition& definition, bool& pass_over);
  base::Status set_own_iri(Task& task, const std::string& term, const JsonValue& value,
                           TermDefinition& definition);
  base::Status set_container(const JsonValue& value, TermDefinition& definition);
  base::Status set_index(Task& task, const JsonValue& value, TermDefinition& definition);
  base::Status set_scoped(Task& task, const JsonValue& value, TermDefinition& definition);
  base::Status set_text(const JsonValue& value, TermDefinition& definition);
  base::Status set_rest(const std::string& term, const JsonValue& value,
                        TermDefinition& definition);
  base::Result<std::optional<std::string>> expand(Task& task, std::string_view value,
                                                  const JsonPlace& place);

  const JsonLdMode mode_;
  ContextSource& source_;
  JsonLdBudget& budget_;
  JsonLdNotes& notes_;
  ContextPtr initial_;
  Memory lasting_;
  Memory passing_;
  std::size_t depth_ = 0;
  JsonPlace fault_at_;
};

}  // namespace rednode::catalogue
