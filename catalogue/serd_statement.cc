#include "catalogue/serd_statement.h"

#include <serd/serd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "base/bytes.h"
#include "base/limits.h"
#include "catalogue/iri.h"
#include "catalogue/reader_labels.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

constexpr std::size_t kExpansionFloor = 1 << 20;

std::string_view view_of(const SerdNode* node) {
  if (node == nullptr || node->buf == nullptr) return {};
  return {reinterpret_cast<const char*>(node->buf), node->n_bytes};
}

// What the library says of mistakes that people make often, in words for them.
std::string plainer(std::string reason) {
  struct Words {
    std::string_view library;
    const char* ours;
  };
  constexpr const char* kNoValue = "a value is expected here, and this is none";
  constexpr std::array<Words, 6> kWords = {{
      {"bad verb", "a property is expected here, and this is none"},
      {"bad subject", "a resource is expected here, and this is none"},
      {"expected digit", kNoValue},
      {"expected object", kNoValue},
      {"expected prefixed name", kNoValue},
      {"unexpected end of statement", "the statement ends where a property or a value is expected"},
  }};
  const auto* const found = std::find_if(kWords.begin(), kWords.end(),
                                         [&reason](const Words& w) { return w.library == reason; });
  return found == kWords.end() ? std::move(reason) : found->ours;
}

std::string quoted(std::string_view text) {
  return "'" + std::string(text.substr(0, 200)) + (text.size() > 200 ? "...'" : "'");
}

}  // namespace

struct SerdStatement::Reader {
  SerdReader* handle = nullptr;
  ~Reader() { serd_reader_free(handle); }
};

// The C callbacks. Each says SERD_ERR_UNKNOWN once there is a fault, which ends the parse.
struct SerdStatement::Callbacks {
  static SerdStatus status(bool ok) { return ok ? SERD_SUCCESS : SERD_ERR_UNKNOWN; }

  static SerdStatus base(void* self, const SerdNode* uri) {
    return status(static_cast<SerdStatement*>(self)->set_base(view_of(uri)));
  }

  static SerdStatus prefix(void* self, const SerdNode* name, const SerdNode* uri) {
    return status(static_cast<SerdStatement*>(self)->set_prefix(view_of(name), view_of(uri)));
  }

  static SerdStatus statement(void* handle, SerdStatementFlags, const SerdNode*,
                              const SerdNode* subject, const SerdNode* predicate,
                              const SerdNode* object, const SerdNode* datatype,
                              const SerdNode* language) {
    auto& self = *static_cast<SerdStatement*>(handle);
    if (!self.fault_.reason.empty()) return SERD_ERR_UNKNOWN;
    QuadSpans quad;
    bool ok =
        self.append_cached(subject->type, view_of(subject), self.subject_, quad.subject) &&
        self.append_cached(predicate->type, view_of(predicate), self.predicate_, quad.predicate);
    if (!ok) return SERD_ERR_UNKNOWN;
    quad.object.begin = self.texts_.size();
    ok = object->type == SERD_LITERAL
             ? self.append_value(view_of(object),
                                 datatype == nullptr ? SERD_NOTHING : datatype->type,
                                 view_of(datatype), view_of(language))
             : self.append_node(object->type, view_of(object));
    if (!ok) return SERD_ERR_UNKNOWN;
    quad.object.size = self.texts_.size() - quad.object.begin;
    self.expanded_ += quad.subject.size + quad.predicate.size + quad.object.size;
    if (self.expanded_ > kExpansionFloor + limits::kRdfExpansionMax * self.fed_.size()) {
      return status(self.refuse("the statement stands for far more than it says", "", ""));
    }
    self.quads_.push_back(quad);
    return SERD_SUCCESS;
  }

  static SerdStatus error(void* handle, const SerdError* error) {
    auto& self = *static_cast<SerdStatement*>(handle);
    if (!self.fault_.reason.empty()) return SERD_SUCCESS;
    std::array<char, 512> text{};
    std::vsnprintf(text.data(), text.size(), error->fmt, *error->args);
    std::string reason(text.data());
    while (!reason.empty() && (reason.back() == '\n' || reason.back() == ' ')) reason.pop_back();
    if (!base::is_utf8(reason)) reason = "an unexpected character";
    self.fault_.reason = plainer(std::move(reason));
    std::size_t begin = 0;
    for (unsigned line = 1; line < error->line; ++line) {
      const auto newline = self.fed_.find('\n', begin);
      if (newline == std::string::npos) break;
      begin = newline + 1;
    }
    const std::size_t column = error->col > 0 ? error->col - 1 : 0;
    self.fault_.offset = self.offset_in_statement(begin + column);
    return SERD_SUCCESS;
  }
};

SerdStatement::SerdStatement(std::string base_iri) : base_(std::move(base_iri)) {
  renew();
}

SerdStatement::~SerdStatement() = default;

void SerdStatement::renew() {
  blanks_before_ += blanks_;
  blanks_ = 0;
  reader_ = std::make_unique<Reader>();
  reader_->handle = serd_reader_new(SERD_TURTLE, this, nullptr, Callbacks::base, Callbacks::prefix,
                                    Callbacks::statement, nullptr);
  REDNODE_ASSERT(reader_->handle != nullptr);
  serd_reader_set_strict(reader_->handle, true);
  serd_reader_set_error_sink(reader_->handle, Callbacks::error, this);
}

bool SerdStatement::parse(std::string_view text, std::size_t begin,
                          const std::vector<StatementCutter::Edit>& edits, bool needs_dot) {
  fed_.assign(1,
              ' ');  // the reader would take a first character from U+F000 on for a byte order mark
  inserted_.assign(1, 0);
  std::size_t done = 0;
  for (const auto& edit : edits) {
    const std::size_t at = edit.offset - begin;
    fed_.append(text, done, at - done);
    for (std::size_t i = edit.dropped; i < edit.inserted.size(); ++i)
      inserted_.push_back(fed_.size());
    fed_.append(edit.inserted);
    done = at + edit.dropped;
  }
  fed_.append(text, done);
  if (needs_dot) fed_.append("\n.");
  return run();
}

bool SerdStatement::run() {
  fault_ = {};
  texts_.clear();
  quads_.clear();
  expanded_ = 0;
  subject_.type = predicate_.type = -1;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(fed_.c_str());
  const SerdStatus status = serd_reader_read_string(reader_->handle, bytes);
  if (status == SERD_SUCCESS && fault_.reason.empty()) return true;
  if (fault_.reason.empty()) {
    fault_.reason = reinterpret_cast<const char*>(serd_strerror(status));
  }
  quads_.clear();
  renew();
  return false;
}

QuadText SerdStatement::quad(std::size_t i, std::string_view graph) const {
  const std::string_view all = texts_;
  const QuadSpans& spans = quads_[i];
  return {all.substr(spans.subject.begin, spans.subject.size),
          all.substr(spans.predicate.begin, spans.predicate.size),
          all.substr(spans.object.begin, spans.object.size), graph};
}

std::string SerdStatement::term(std::string_view spelling) {
  const Fault kept = fault_;
  std::string text;
  fed_.assign(1, ' ').append(spelling);
  if (spelling.starts_with("_:") && spelling.find_first_of("bBx") == 2) fed_.insert(3, "x");
  inserted_.clear();
  fed_.append(" <x:p> <x:o> .");
  if (run() && quads_.size() == 1 && quad(0, {}).predicate == "<x:p>") text = quad(0, {}).subject;
  fault_ = kept;
  return text;
}

std::size_t SerdStatement::offset_in_statement(std::size_t fed) const {
  const auto before = std::lower_bound(inserted_.begin(), inserted_.end(), fed);
  return fed - static_cast<std::size_t>(before - inserted_.begin());
}

// Where the statement spells this: good enough to point at.
std::size_t SerdStatement::place_of(std::string_view spelling) const {
  const auto at = spelling.empty() ? std::string::npos : fed_.find(spelling);
  return at == std::string::npos ? 0 : offset_in_statement(at);
}

bool SerdStatement::refuse(std::string reason, std::string remedy, std::string_view spelling) {
  if (fault_.reason.empty()) {
    fault_ = {std::move(reason), std::move(remedy), place_of(spelling)};
  }
  return false;
}

bool SerdStatement::resolved(std::string_view reference, std::string& iri) {
  if (is_absolute_iri(reference)) {
    iri = reference;
  } else if (base_.empty()) {
    return refuse("the IRI <" + std::string(reference.substr(0, 200)) +
                      "> is relative and the document has no base",
                  "give the address of the document with --base", reference);
  } else {
    iri = resolve_iri(base_, reference);
  }
  if (auto fault = iri_fault(iri); !fault.empty()) {
    return refuse(std::move(fault), "percent-encode what no IRI may hold (a space is %20)",
                  reference);
  }
  if (iri.size() > limits::kRdfIriBytesMax) {
    return refuse("an IRI of more than " + std::to_string(limits::kRdfIriBytesMax) + " bytes", "",
                  reference);
  }
  return true;
}

bool SerdStatement::set_base(std::string_view reference) {
  std::string iri;
  if (!resolved(reference, iri)) return false;
  base_ = std::move(iri);
  return true;
}

bool SerdStatement::set_prefix(std::string_view name, std::string_view reference) {
  std::string iri;
  if (!resolved(reference, iri)) return false;
  if (prefixes_.size() >= limits::kRdfPrefixesMax && !prefixes_.contains(name)) {
    return refuse("more than " + std::to_string(limits::kRdfPrefixesMax) + " prefixes", "", name);
  }
  prefixes_.insert_or_assign(std::string(name), std::move(iri));
  return true;
}

bool SerdStatement::append_iri_reference(std::string_view reference) {
  if (is_absolute_iri(reference) && forbidden_in_iri(reference) == std::string_view::npos &&
      reference.size() <= limits::kRdfIriBytesMax) {
    append_iri(texts_, reference);
    return true;
  }
  std::string iri;
  if (!resolved(reference, iri)) return false;
  append_iri(texts_, iri);
  return true;
}

bool SerdStatement::append_prefixed(std::string_view name) {
  const auto colon = name.find(':');
  const std::string_view prefix = name.substr(0, colon);
  const auto found = prefixes_.find(prefix);
  if (found == prefixes_.end()) {
    return refuse("the prefix " + quoted(prefix) + " is not declared",
                  "declare it with @prefix at the top of the document",
                  name.substr(0, std::min(name.size(), prefix.size() + 1)));
  }
  const std::string_view local = name.substr(colon + 1);
  if (found->second.size() + local.size() > limits::kRdfIriBytesMax) {
    return refuse("an IRI of more than " + std::to_string(limits::kRdfIriBytesMax) + " bytes", "",
                  name);
  }
  texts_.push_back('<');
  texts_.append(found->second).append(local);
  texts_.push_back('>');
  return true;
}

// "b12" was made up by the reader, "x..." had an x put in front by the cutter.
void SerdStatement::append_label(std::string_view label) {
  if (label.front() != 'b') {
    if (label.front() == 'x') label.remove_prefix(1);
    append_document_label(texts_, label);
    return;
  }
  std::uint64_t number = 0;
  std::from_chars(label.data() + 1, label.data() + label.size(), number);
  blanks_ = std::max(blanks_, number);
  append_anonymous(texts_, blanks_before_ + number);
}

bool SerdStatement::append_node(int type, std::string_view value) {
  if (type == SERD_URI) return append_iri_reference(value);
  if (type == SERD_CURIE) return append_prefixed(value);
  if (type != SERD_BLANK || value.empty()) return refuse("a literal cannot stand here", "", value);
  append_label(value);
  return true;
}

bool SerdStatement::append_cached(int type, std::string_view value, Last& last, Span& span) {
  if (last.type != type || last.raw != value) {
    last.span.begin = texts_.size();
    if (!append_node(type, value)) return false;
    last.span.size = texts_.size() - last.span.begin;
    last.type = type;
    last.raw.assign(value);
  }
  span = last.span;
  return true;
}

bool SerdStatement::append_value(std::string_view value, int datatype_type,
                                 std::string_view datatype, std::string_view language) {
  if (value.size() > limits::kRdfTermBytesMax) {
    return refuse("a literal of more than " + std::to_string(limits::kRdfTermBytesMax) + " bytes",
                  "", "");
  }
  if (!language.empty() && !is_language_tag(language)) {
    return refuse(quoted(language) + " is no language tag", "", language);
  }
  if (datatype_type == SERD_NOTHING) {
    append_literal(texts_, value, {}, language);
    return true;
  }
  const std::size_t begin = texts_.size();
  if (!append_node(datatype_type, datatype)) return false;
  const std::string iri(iri_of(std::string_view(texts_).substr(begin)));
  texts_.resize(begin);
  append_literal(texts_, value, iri, {});
  return true;
}

}  // namespace rednode::catalogue
