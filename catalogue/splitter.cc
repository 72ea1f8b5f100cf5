#include "catalogue/splitter.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/limits.h"
#include "catalogue/canonical.h"
#include "catalogue/iri.h"
#include "catalogue/names.h"
#include "catalogue/ntriples.h"
#include "catalogue/spooled_statement.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;
using Ordinal = StatementSpool::Ordinal;

// What is known of a subject, a bit each.
enum Mark : std::uint8_t {
  kRecord = 1,         // becomes a record
  kCatalogue = 2,      // a dcat:Catalog
  kScheme = 4,         // a skos:ConceptScheme
  kCatalogRecord = 8,  // a dcat:CatalogRecord
  kVocabulary = 16,    // a skos:Concept, a class, a property
  kInRecord = 32,      // its statements are in a record
  kRefused = 64,       // its statements are in a record that was refused
  kOfCatalogue = 128,  // reached from a catalogue, and from no record
};
constexpr std::uint8_t kStops = kRecord | kCatalogue | kScheme;

std::uint8_t mark_of_type(std::string_view type) {
  if (type == names::kDcatDataset || type == names::kDcatDatasetSeries ||
      type == names::kDcatDataService) {
    return kRecord;
  }
  if (type == names::kDcatCatalog) return kCatalogue;
  if (type == names::kSkosConceptScheme) return kScheme;
  if (type == names::kDcatCatalogRecord) return kCatalogRecord;
  return names::is_vocabulary_type(type) ? kVocabulary : 0;
}

// IRIs without brackets, blank nodes with "_:".
std::string plain(std::string_view text) {
  return std::string(is_iri(text) ? iri_of(text) : text);
}

bool is_web_iri(std::string_view iri) {
  return (iri.starts_with("http://") || iri.starts_with("https://")) && iri_fault(iri).empty();
}

// A class is named by rdf:type, not described: some documents carry whole vocabularies along.
bool leads_on(const SpooledStatement& s) {
  return !is_literal(s.object) && iri_of(s.predicate) != names::kRdfType;
}

class Splitter {
 public:
  Splitter(StatementSpool& spool, const SplitOptions& options, const SplitEvents& events)
      : spool_(spool), options_(options), events_(events) {}

  base::Result<SplitCounts> run() {
    marks_.assign(spool_.size(), 0);
    REDNODE_CHECK(classify());
    REDNODE_CHECK(settle_minted());
    for (Ordinal ordinal = 0; ordinal < marks_.size(); ++ordinal) {
      if ((marks_[ordinal] & kRecord) != 0) REDNODE_CHECK(build(ordinal));
    }
    REDNODE_CHECK(mark_catalogues());
    REDNODE_CHECK(leave_out());
    return counts_;
  }

 private:
  struct Why {
    std::string field;
    std::string reason;
    std::string remedy;
  };

  // A blank node that is a record: the IRI it gets, or why it gets none.
  struct Minted {
    Ordinal ordinal = 0;
    std::string iri;
    Why why;
  };

  base::Status load(Ordinal ordinal) {
    REDNODE_CHECK(spool_.read(ordinal, group_));
    return decode_group(group_, statements_, topics_);
  }

  // First pass: what each subject is.
  base::Status classify() {
    for (Ordinal ordinal = 0; ordinal < marks_.size(); ++ordinal) {
      REDNODE_CHECK(load(ordinal));
      counts_.statements += statements_.size();
      std::uint8_t mark = 0;
      for (const SpooledStatement& s : statements_) {
        if (iri_of(s.predicate) == names::kRdfType && is_iri(s.object)) {
          mark |= mark_of_type(iri_of(s.object));
        }
      }
      if ((mark & kCatalogue) != 0) mark &= static_cast<std::uint8_t>(~kRecord);
      marks_[ordinal] = mark;
      if ((mark & kRecord) != 0 && is_blank(group_.key)) {
        minted_.emplace(group_.key, mint(ordinal));
        minted_order_.emplace_back(group_.key);
      }
    }
    return {};
  }

  // The identifier that names a blank dataset: one that is a web address if there is one, else the
  // least in byte order, so that the choice does not hang on the order of the document.
  Minted mint(Ordinal ordinal) const {
    Minted minted;
    minted.ordinal = ordinal;
    std::string identifier;
    for (const SpooledStatement& s : statements_) {
      if (iri_of(s.predicate) != names::kDctIdentifier || is_blank(s.object)) continue;
      std::string candidate =
          is_iri(s.object) ? std::string(iri_of(s.object)) : lexical_of(s.object);
      if (candidate.empty()) continue;
      const bool better = is_web_iri(candidate) != is_web_iri(identifier) ? is_web_iri(candidate)
                                                                          : candidate < identifier;
      if (identifier.empty() || better) identifier = std::move(candidate);
    }
    if (identifier.empty()) {
      minted.why = {std::string(names::kDctIdentifier),
                    "it is a blank node without a dct:identifier, so nothing names it from one "
                    "delivery to the next",
                    "give it an IRI, or a dct:identifier that stays"};
    } else if (is_web_iri(identifier)) {
      minted.iri = identifier;
    } else if (options_.mint_base.empty()) {
      minted.why = {std::string(names::kDctIdentifier),
                    "it is a blank node with the identifier '" + identifier +
                        "', and there is no base from which to make its IRI",
                    "give it an IRI, or set the base for minted IRIs"};
    } else {
      minted.iri = options_.mint_base + percent_encoded(identifier);
    }
    return minted;
  }

  // Two datasets cannot have one IRI: the later one is refused.
  base::Status settle_minted() {
    std::unordered_set<std::string> taken;
    for (const std::string& key : minted_order_) {
      Minted& minted = minted_.at(key);
      if (minted.iri.empty()) continue;
      REDNODE_TRY(const auto named, spool_.find(iri_text(minted.iri)));
      const bool named_record = named && (marks_[*named] & kRecord) != 0;
      if (named_record || !taken.insert(minted.iri).second) {
        minted.why = {std::string(names::kDctIdentifier),
                      "another dataset of this document already has the IRI <" + minted.iri +
                          ">, which its identifier stands for",
                      "give each dataset a dct:identifier of its own"};
        minted.iri.clear();
      }
    }
    return {};
  }

  // The text under which a term stands in records.
  std::string_view renamed(std::string_view text, std::string& scratch) const {
    if (minted_.empty() || !is_blank(text)) return text;
    const auto found = minted_.find(std::string(text));
    if (found == minted_.end() || found->second.iri.empty()) return text;
    scratch = iri_text(found->second.iri);
    return scratch;
  }

  // Adds a subject's statements to the record and finds where they lead.
  base::Status gather(Ordinal ordinal, Why& why) {
    REDNODE_CHECK(load(ordinal));
    visited_counts_.emplace_back(ordinal, statements_.size());
    const std::string key(group_.key);
    check_damage(key, why);
    std::string scratch[2];
    const std::string_view subject = renamed(key, scratch[0]);
    const std::size_t before = gathered_;
    std::vector<std::string> leads;
    for (const SpooledStatement& s : statements_) {
      data_.add(QuadText{subject, s.predicate, renamed(s.object, scratch[1]), s.graph});
      gathered_ += subject.size() + s.predicate.size() + s.object.size() + s.graph.size();
      if (leads_on(s)) leads.emplace_back(s.object);
    }
    gathered_in_all_ += gathered_ - before;
    for (const std::string& lead : leads) {
      if (is_damaged_stop(lead)) continue;
      REDNODE_TRY(const auto next, spool_.find(lead));
      if (!next) {
        check_damage(lead, why);
      } else if ((marks_[*next] & kStops) != 0) {
        if (options_.context) stops_.insert(*next);
      } else if (visited_.insert(*next).second) {
        frontier_.push_back(*next);
      }
    }
    return {};
  }

  // A record or a catalogue of which the statement that says so is broken: a record ends there all
  // the same, and is whole.
  bool is_damaged_stop(std::string_view text) const {
    if (options_.damaged.empty()) return false;
    const auto found = options_.damaged.find(text);
    if (found == options_.damaged.end()) return false;
    const std::string& type = found->second.type;
    return !type.empty() && is_iri(type) && (mark_of_type(iri_of(type)) & kStops) != 0;
  }

  void check_damage(std::string_view text, Why& why) const {
    if (options_.damaged.empty() || !why.reason.empty()) return;
    const auto found = options_.damaged.find(text);
    if (found == options_.damaged.end()) return;
    why = {"",
           "incomplete because line " + std::to_string(found->second.line) + ", about " +
               std::string(text) + ", could not be read",
           "correct that line and deliver the document again"};
  }

  void start(Ordinal ordinal) {
    data_.clear();
    visited_.clear();
    visited_counts_.clear();
    gathered_ = 0;
    frontier_.assign(1, ordinal);
    visited_.insert(ordinal);
    stops_.clear();
    members_.clear();
  }

  // Second pass: one record.
  base::Status build(Ordinal ordinal) {
    start(ordinal);
    REDNODE_CHECK(load(ordinal));
    const std::string key(group_.key);
    const Position at = first_position();
    Why why;
    std::string iri = plain(key);
    if (is_blank(key)) {
      const Minted& minted = minted_.at(key);
      if (!minted.iri.empty()) iri = minted.iri;
      why = minted.why;
    }
    if (iri.size() > limits::kIriBytesMax && why.reason.empty()) {
      why = {"", "its IRI has more than " + std::to_string(limits::kIriBytesMax) + " bytes",
             "give it a shorter IRI"};
    }
    REDNODE_CHECK(follow_catalogue_records());
    while (!frontier_.empty()) {
      const Ordinal next = frontier_.back();
      frontier_.pop_back();
      REDNODE_CHECK(gather(next, why));
      if (too_large(why)) break;
    }
    data_.index();
    if (why.reason.empty()) return finish(iri, at);
    return refuse(iri, at, why);
  }

  // REQUIRES: the record's group is loaded. Its catalogue records come along.
  base::Status follow_catalogue_records() {
    const std::vector<std::string> topics(topics_.begin(), topics_.end());
    for (const std::string& subject : topics) {
      REDNODE_TRY(const auto found, spool_.find(subject));
      if (found && (marks_[*found] & kCatalogRecord) != 0 && (marks_[*found] & kStops) == 0 &&
          visited_.insert(*found).second) {
        frontier_.push_back(*found);
      } else if (found && (marks_[*found] & kRecord) != 0 && options_.context) {
        members_.push_back(*found);
      }
    }
    return {};
  }

  Position first_position() const {
    Position at;
    for (const SpooledStatement& s : statements_) {
      if (at.line == 0 || std::tie(s.at.line, s.at.column) < std::tie(at.line, at.column))
        at = s.at;
    }
    return at;
  }

  // What records share is in each of them: a few megabytes that thousands of records reach would
  // become gigabytes.
  bool shares_too_much() const {
    return gathered_in_all_ >
           limits::kRecordsExpansionFree + limits::kRecordsExpansionMax * spool_.bytes();
  }

  bool too_large(Why& why) const {
    if (shares_too_much()) {
      if (why.reason.empty()) {
        why = {"",
               "the records of this document hold together more than " +
                   std::to_string(limits::kRecordsExpansionMax) +
                   " times what it says: they share too much",
               content_remedy()};
      }
      return true;
    }
    const bool many = data_.quads().size() > limits::kRecordStatementsMax;
    if (!many && gathered_ <= limits::kContentBytesMax * limits::kRecordGatherFactor) return false;
    if (why.reason.empty()) {
      why = {
          "",
          many ? "it has more than " + std::to_string(limits::kRecordStatementsMax) + " statements"
               : content_reason(),
          content_remedy()};
    }
    return true;
  }

  static std::string content_reason() {
    return "it has more than " + std::to_string(limits::kContentBytesMax) + " bytes of content";
  }
  static std::string content_remedy() {
    return "describe in it only what belongs to it; link to what is shared";
  }

  base::Status finish(const std::string& iri, Position at) {
    auto form = canonical_form(data_);
    if (!form.ok()) return refuse(iri, at, {"", form.error().message, ""});
    if (!form->stable) {
      return refuse(iri, at,
                    {"",
                     "it has blank nodes that are alike and stand in several named graphs: no "
                     "content id of it would stay",
                     "give them IRIs, or keep each in one graph with an IRI"});
    }
    base::Bytes& content = form->bytes;
    if (content.size() > limits::kContentBytesMax) {
      return refuse(iri, at, {"", content_reason(), content_remedy()});
    }
    for (const auto& [ordinal, statements] : visited_counts_) {
      if ((marks_[ordinal] & kInRecord) != 0) continue;
      if ((marks_[ordinal] & kRefused) != 0) counts_.refused -= statements;
      counts_.in_records += statements;
      marks_[ordinal] |= kInRecord;
    }
    ++counts_.records;
    RecordContent record{iri, std::move(content), data_.quads().size(), at, {}, &data_};
    if (options_.context) REDNODE_CHECK(add_context(record));
    return events_.on_record(std::move(record));
  }

  base::Status add_context(RecordContent& record) {
    const std::string own = iri_text(record.iri);
    const std::string series = iri_text(names::kDcatInSeries);
    std::string scratch;
    for (const Ordinal member : members_) {
      if (is_full(record)) break;
      REDNODE_CHECK(load(member));
      append_nquad(record.context, {renamed(group_.key, scratch), series, own, {}});
      add_classes(record);
    }
    for (const Ordinal ordinal : stops_) {
      REDNODE_CHECK(load(ordinal));
      add_classes(record);
    }
    return {};
  }

  // REQUIRES: the group of another record is loaded.
  void add_classes(RecordContent& record) {
    const std::string type = iri_text(names::kRdfType);
    std::string scratch;
    for (const SpooledStatement& s : statements_) {
      if (s.predicate != type || is_full(record)) continue;
      append_nquad(record.context, {renamed(group_.key, scratch), type, s.object, {}});
    }
  }

  // Beyond the size of a record more of its context would tell shapes nothing new.
  static bool is_full(const RecordContent& record) {
    return record.context.size() > limits::kContentBytesMax;
  }

  base::Status refuse(const std::string& iri, Position at, const Why& why) {
    for (const auto& [ordinal, statements] : visited_counts_) {
      if ((marks_[ordinal] & (kInRecord | kRefused)) != 0) continue;
      counts_.refused += statements;
      marks_[ordinal] |= kRefused;
    }
    ++counts_.refusals;
    Refusal refusal;
    refusal.record = iri;
    refusal.at = at;
    refusal.field = why.field;
    refusal.reason = why.reason;
    refusal.remedy = why.remedy;
    for (const Quad& quad : data_.quads()) {
      const std::size_t size = refusal.original.size();
      append_nquad(refusal.original, data_.texts(quad));
      if (refusal.original.size() <= limits::kQuarantineBytesMax) continue;
      refusal.original.resize(size);
      break;
    }
    return events_.on_refusal(std::move(refusal));
  }

  // Third pass: what only catalogues reach describes them.
  base::Status mark_catalogues() {
    std::vector<Ordinal> frontier;
    for (Ordinal ordinal = 0; ordinal < marks_.size(); ++ordinal) {
      if ((marks_[ordinal] & kCatalogue) != 0) frontier.push_back(ordinal);
    }
    std::vector<std::string> leads;
    while (!frontier.empty()) {
      const Ordinal ordinal = frontier.back();
      frontier.pop_back();
      REDNODE_CHECK(load(ordinal));
      leads.clear();
      for (const SpooledStatement& s : statements_) {
        if (leads_on(s)) leads.emplace_back(s.object);
      }
      for (const std::string& lead : leads) {
        REDNODE_TRY(const auto next, spool_.find(lead));
        if (!next || (marks_[*next] & (kStops | kInRecord | kRefused | kOfCatalogue)) != 0)
          continue;
        marks_[*next] |= kOfCatalogue;
        frontier.push_back(*next);
      }
    }
    return {};
  }

  static const char* left_out_reason(std::uint8_t mark) {
    if ((mark & kCatalogue) != 0) return "describes the catalogue itself";
    if ((mark & (kScheme | kVocabulary)) != 0) return "describes a vocabulary";
    if ((mark & kCatalogRecord) != 0) return "a catalogue record of no dataset in the document";
    if ((mark & kOfCatalogue) != 0) return "describes the catalogue itself";
    return "reached by no dataset";
  }

  base::Status leave_out() {
    std::map<std::string, std::uint64_t> rest;
    std::size_t listed = 0;
    for (Ordinal ordinal = 0; ordinal < marks_.size(); ++ordinal) {
      if ((marks_[ordinal] & (kInRecord | kRefused)) != 0) continue;
      REDNODE_CHECK(load(ordinal));
      if (statements_.empty()) continue;
      counts_.left_out += statements_.size();
      const char* reason = options_.damaged.contains(group_.key) ? "part of it could not be read"
                                                                 : left_out_reason(marks_[ordinal]);
      if (listed++ >= options_.left_out_max) {
        rest[reason] += statements_.size();
      } else if (events_.on_left_out) {
        REDNODE_CHECK(events_.on_left_out({plain(group_.key), statements_.size(), reason}));
      }
    }
    for (const auto& [reason, statements] : rest) {
      if (events_.on_left_out) REDNODE_CHECK(events_.on_left_out({"", statements, reason}));
    }
    return {};
  }

  StatementSpool& spool_;
  const SplitOptions& options_;
  const SplitEvents& events_;
  SplitCounts counts_;
  std::uint64_t gathered_in_all_ = 0;  // bytes of the terms of all records so far
  std::vector<std::uint8_t> marks_;    // by ordinal
  std::unordered_map<std::string, Minted> minted_;
  std::vector<std::string> minted_order_;

  // The subject that was loaded last.
  StatementSpool::Group group_;
  std::vector<SpooledStatement> statements_;
  std::vector<std::string_view> topics_;

  // The record that is being built.
  Dataset data_;
  std::size_t gathered_ = 0;  // bytes of its terms
  std::vector<Ordinal> frontier_;
  std::unordered_set<Ordinal> visited_;
  std::vector<std::pair<Ordinal, std::uint64_t>> visited_counts_;
  std::set<Ordinal> stops_;       // other records and the like that it refers to
  std::vector<Ordinal> members_;  // records that name it as their series
};

}  // namespace

base::Result<SplitCounts> split_records(StatementSpool& spool, const SplitOptions& options,
                                        const SplitEvents& events) {
  return Splitter(spool, options, events).run();
}

}  // namespace rednode::catalogue
