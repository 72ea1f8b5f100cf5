#include "catalogue/jsonld_contexts.h"

#include <algorithm>

#include "base/limits.h"
#include "catalogue/iri.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

// What is remembered at most; then it is forgotten and made again.
constexpr std::size_t kRememberedMax = 512;
// Of process() within process(): scoped contexts that name files that have scoped contexts.
constexpr std::size_t kDepthMax = 128;

std::shared_ptr<const std::string> shared(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

bool is_iri_or_blank(std::string_view text) {
  return text.starts_with("_:") || is_absolute_iri(text);
}

}  // namespace

ContextProcessor::ContextProcessor(std::string_view base_iri, JsonLdMode mode,
                                   ContextSource& source, JsonLdBudget& budget, JsonLdNotes& notes)
    : mode_(mode), source_(source), budget_(budget), notes_(notes) {
  auto initial = std::make_shared<ActiveContext>();
  if (!base_iri.empty()) initial->base = shared(std::string(base_iri));
  initial->lasting = true;
  initial_ = initial;
}

base::Error ContextProcessor::fault(std::string_view code, const std::string& what,
                                    const JsonPlace& at) {
  fault_at_ = at;
  return base::invalid(std::string(code) + ": " + what);
}

base::Result<ContextPtr> ContextProcessor::process(const ContextPtr& active,
                                                   const LocalContext& local, Use use) {
  return remembered(active, local, use, {});
}

base::Result<ContextPtr> ContextProcessor::remembered(const ContextPtr& active,
                                                      const LocalContext& local, Use use,
                                                      const Urls& remote) {
  // Whether a file was named before decides only about circles, and a circle is never remembered.
  const Key key(active.get(), local.json.get(), use.override_protected, use.propagate);
  Memory& memory = active->lasting && local.lasting ? lasting_ : passing_;
  if (const auto found = memory.find(key); found != memory.end()) return found->second.result;
  if (depth_ >= kDepthMax) {
    return fault("context overflow",
                 "contexts name one another more than " + std::to_string(kDepthMax) + " deep",
                 local.json->place);
  }
  ++depth_;
  auto made = make(active, local, use, remote);
  --depth_;
  if (!made.ok()) return made;
  if (use.validate_scoped && remote.size() <= 1) {
    if (memory.size() >= kRememberedMax) memory.clear();
    memory.emplace(key, Remembered{active, local, *made});
  }
  return made;
}

base::Result<ContextPtr> ContextProcessor::make(const ContextPtr& active, const LocalContext& local,
                                                Use use, const Urls& remote) {
  if (const JsonValue* propagate = local.json->find("@propagate")) {  // 2
    if (propagate->kind() == JsonValue::Kind::kBoolean) use.propagate = propagate->boolean();
  }
  if (active->layers() >= limits::kJsonLdContextLayersMax) {
    return fault("context overflow",
                 "more than " + std::to_string(limits::kJsonLdContextLayersMax) +
                     " contexts stand upon one another",
                 local.json->place);
  }
  std::shared_ptr<ActiveContext> result = ActiveContext::upon(active);
  result->lasting = active->lasting && local.lasting;
  if (!use.propagate && result->previous == nullptr) result->previous = active;  // 3
  const JsonValue* one = local.json.get();
  const bool many = one->is_array();
  const std::size_t count = many ? one->items().size() : 1;
  for (std::size_t i = 0; i < count; ++i) {  // 5
    const JsonValue& context = many ? one->items()[i] : *one;
    if (context.is_null()) {
      REDNODE_CHECK(nullify(active, context, use, result));
    } else if (context.is_string()) {
      REDNODE_TRY(
          const ContextPtr loaded,
          load(result->defines_nothing() && use.propagate && i == 0 ? active : ContextPtr(result),
               context, local, use, remote));
      if (count == 1 && use.propagate) return loaded;
      result = ActiveContext::upon(loaded);
      result->lasting = active->lasting && local.lasting;
    } else if (context.is_object()) {
      REDNODE_CHECK(define_all(context, local, use, remote, result));
    } else {
      return fault("invalid local context",
                   "a context is an object, the URL of one, null, or a list of these",
                   context.place);
    }
  }
  return ContextPtr(result);
}

base::Status ContextProcessor::nullify(const ContextPtr& active, const JsonValue& context, Use use,
                                       std::shared_ptr<ActiveContext>& result) {
  if (!use.override_protected && active->has_protected_terms()) {
    return fault("invalid context nullification",
                 "null takes away terms that the context around it protects", context.place);
  }
  const ContextPtr previous = use.propagate ? nullptr : result->previous;
  const bool lasting = result->lasting;
  result = ActiveContext::upon(initial_);
  result->previous = previous;
  result->lasting = lasting;
  return {};
}

base::Result<LocalContext> ContextProcessor::remote_context(const std::string& url,
                                                            const JsonValue& reference) {
  const auto file = source_.file(url);
  if (!file.ok()) {
    return fault("loading remote context failed", file.error().message, reference.place);
  }
  const JsonValue* context = (*file)->find("@context");
  if (context == nullptr) {
    return fault("invalid remote context", "the file " + url + " holds no \"@context\"",
                 reference.place);
  }
  return LocalContext{{*file, context}, shared(url), true};
}

// 5.2
base::Result<ContextPtr> ContextProcessor::load(const ContextPtr& active,
                                                const JsonValue& reference,
                                                const LocalContext& local, Use use,
                                                const Urls& remote) {
  std::string url = reference.text();
  const std::string* base = local.url != nullptr        ? local.url.get()
                            : initial_->base != nullptr ? initial_->base.get()
                                                        : nullptr;
  if (base != nullptr) url = resolve_iri(*base, url);
  const bool circle = std::find(remote.begin(), remote.end(), url) != remote.end();
  if (!use.validate_scoped && circle) return active;
  if (remote.size() >= limits::kJsonLdRemoteContextsMax) {
    return fault("context overflow",
                 "contexts name one another in more than " +
                     std::to_string(limits::kJsonLdRemoteContextsMax) + " files",
                 reference.place);
  }
  REDNODE_TRY(const LocalContext loaded, remote_context(url, reference));
  Urls seen = remote;
  seen.push_back(url);
  Use inner;
  inner.validate_scoped = use.validate_scoped;
  auto result = remembered(active, loaded, inner, seen);
  if (result.ok() || result.error().code != base::Code::kInvalid) return result;
  // The place is one in that file; what the document can be corrected at is the reference.
  const std::string where = " (line " + std::to_string(fault_at_.at.line) + " of " + url + ")";
  fault_at_ = reference.place;
  return base::invalid(result.error().message + where);
}

base::Status ContextProcessor::only_1_1(const JsonValue& value, std::string_view code,
                                        std::string_view keyword) {
  if (!mode_.version_1_0) return {};
  return fault(code, std::string(keyword) + " is not of JSON-LD 1.0", value.place);
}

// 5.6
base::Result<LocalContext> ContextProcessor::imported(const JsonValue& context,
                                                      const LocalContext& local) {
  const JsonValue& import = *context.find("@import");
  REDNODE_CHECK(only_1_1(import, "invalid context entry", "@import"));
  if (!import.is_string()) {
    return fault("invalid @import value", "@import names one context by its URL", import.place);
  }
  std::string url = import.text();
  const auto& base = local.url != nullptr ? local.url : initial_->base;
  if (base != nullptr) url = resolve_iri(*base, url);
  REDNODE_TRY(const LocalContext loaded, remote_context(url, import));
  if (!loaded.json->is_object()) {
    return fault("invalid remote context", "the context in " + url + " is no object", import.place);
  }
  if (loaded.json->find("@import") != nullptr) {
    return fault("invalid context entry", "the context in " + url + " has an @import itself",
                 import.place);
  }
  REDNODE_CHECK(budget_.spend_terms(loaded.json->members().size()));
  JsonValue merged = context.clone();
  for (const JsonMember& member : loaded.json->members()) {
    if (!merged.members().contains(member.key)) {
      merged.members().add({member.key, member.place, member.value.clone()});
    }
  }
  return LocalContext{std::make_shared<const JsonValue>(std::move(merged)), local.url, false};
}

// 5.4 to 5.13
base::Status ContextProcessor::define_all(const JsonValue& context, const LocalContext& local,
                                          Use use, const Urls& remote,
                                          std::shared_ptr<ActiveContext>& result) {
  if (const JsonValue* version = context.find("@version")) {
    if (version->kind() != JsonValue::Kind::kNumber || version->number() != 1.1) {
      return fault("invalid @version value", "@version can only be the number 1.1", version->place);
    }
    REDNODE_CHECK(only_1_1(*version, "processing mode conflict", "@version"));
  }
  LocalContext merged;
  const JsonValue* definitions = &context;
  if (context.find("@import") != nullptr) {
    REDNODE_TRY(merged, imported(context, local));
    definitions = merged.json.get();
  } else {
    merged = {{local.json, &context}, local.url, local.lasting};
  }
  REDNODE_CHECK(set_defaults(*definitions, remote, *result));
  Task task{result, definitions, &merged, false, use, &remote, {}, 0};
  if (const JsonValue* is_protected = definitions->find("@protected")) {
    task.is_protected =
        is_protected->kind() == JsonValue::Kind::kBoolean && is_protected->boolean();
  }
  constexpr std::string_view kOthers[] = {"@base",      "@direction", "@import",  "@language",
                                          "@propagate", "@protected", "@version", "@vocab"};
  for (const JsonMember& member : definitions->members()) {
    if (std::find(std::begin(kOthers), std::end(kOthers), member.key) != std::end(kOthers))
      continue;
    REDNODE_CHECK(define(task, member.key, member.place));
  }
  return {};
}

base::Status ContextProcessor::set_base(const JsonValue& value, ActiveContext& result) {
  if (value.is_null()) {
    result.base = nullptr;
    return {};
  }
  if (value.is_string() && value.text().size() <= limits::kRdfIriBytesMax) {
    if (is_absolute_iri(value.text())) {
      result.base = shared(value.text());
      return {};
    }
    if (result.base != nullptr) {
      result.base = shared(resolve_iri(*result.base, value.text()));
      return {};
    }
    // A relative @base upon no base says nothing that a document without one does not say.
    if (value.text().empty()) return {};
  }
  return fault("invalid base IRI", "@base is an IRI, relative only where the document has one",
               value.place);
}

base::Status ContextProcessor::set_vocabulary(const JsonValue& value, ActiveContext& result) {
  if (value.is_null()) {
    result.vocabulary = nullptr;
    return {};
  }
  std::optional<std::string> iri;
  if (value.is_string()) iri = expand_iri(result, value.text(), IriUse::kEither);
  const bool relative = iri && !is_iri_or_blank(*iri);
  if (!iri || iri->size() > limits::kRdfIriBytesMax || (relative && mode_.version_1_0) ||
      (relative && value.text().find(':') != std::string::npos) || is_keyword(*iri)) {
    return fault("invalid vocab mapping", "@vocab is an IRI, or null", value.place);
  }
  result.vocabulary = shared(std::move(*iri));
  return {};
}

// 5.7 to 5.11
base::Status ContextProcessor::set_defaults(const JsonValue& context, const Urls& remote,
                                            ActiveContext& result) {
  const JsonValue* base = context.find("@base");
  if (base != nullptr && remote.empty()) REDNODE_CHECK(set_base(*base, result));
  if (const JsonValue* vocabulary = context.find("@vocab")) {
    REDNODE_CHECK(set_vocabulary(*vocabulary, result));
  }
  if (const JsonValue* language = context.find("@language")) {
    if (!language->is_null() && !language->is_string()) {
      return fault("invalid default language", "@language is a language tag, or null",
                   language->place);
    }
    result.language = language->is_null() ? nullptr : shared(language->text());
  }
  if (const JsonValue* direction = context.find("@direction")) {
    REDNODE_CHECK(only_1_1(*direction, "invalid context entry", "@direction"));
    if (!direction->is_null() && !direction->is_text("ltr") && !direction->is_text("rtl")) {
      return fault("invalid base direction", "@direction is \"ltr\", \"rtl\" or null",
                   direction->place);
    }
    result.direction = direction->is_null()        ? TextDirection::kNone
                       : direction->is_text("ltr") ? TextDirection::kLeftToRight
                                                   : TextDirection::kRightToLeft;
  }
  if (const JsonValue* propagate = context.find("@propagate")) {
    REDNODE_CHECK(only_1_1(*propagate, "invalid context entry", "@propagate"));
    if (propagate->kind() != JsonValue::Kind::kBoolean) {
      return fault("invalid @propagate value", "@propagate is true or false", propagate->place);
    }
  }
  return {};
}

}  // namespace rednode::catalogue
