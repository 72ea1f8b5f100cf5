#include "catalogue/canonical.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/digest.h"
#include "catalogue/ntriples.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;
using Blank = std::uint32_t;  // blank nodes, numbered from 0

constexpr std::uint32_t kNone = 0xffffffff;

// Temporary identifiers b0, b1, ... (section 4.5). The n-th that was issued is b<n>.
struct Issuer {
  std::vector<Blank> issued;

  std::uint32_t find(Blank blank) const {
    const auto at = std::find(issued.begin(), issued.end(), blank);
    return at == issued.end() ? kNone : static_cast<std::uint32_t>(at - issued.begin());
  }
  std::uint32_t issue(Blank blank) {
    if (const std::uint32_t id = find(blank); id != kNone) return id;
    issued.push_back(blank);
    return static_cast<std::uint32_t>(issued.size() - 1);
  }
};

struct NDegree {
  std::string hash;
  Issuer issuer;
};

// The names are those of the Recommendation, section 4.
class Canonicalizer {
 public:
  Canonicalizer(const Dataset& dataset, const CanonicalOptions& options)
      : dataset_(dataset),
        options_(options),
        quads_(dataset.quads().begin(), dataset.quads().end()) {
    if (!dataset.indexed()) {
      std::sort(quads_.begin(), quads_.end());
      quads_.erase(std::unique(quads_.begin(), quads_.end()), quads_.end());
    }
    collect();
  }

  // False where the work limit is met.
  bool label() {
    if (terms_.empty()) return true;
    first_degree_.resize(terms_.size());
    canonical_.assign(terms_.size(), kNone);
    std::vector<Blank> order(terms_.size());
    for (Blank blank = 0; blank < terms_.size(); ++blank) {
      order[blank] = blank;
      first_degree_[blank] = hash_first_degree(blank);
    }
    std::sort(order.begin(), order.end(), [this](Blank a, Blank b) {
      return std::tie(first_degree_[a], a) < std::tie(first_degree_[b], b);
    });
    std::vector<std::vector<Blank>> shared;
    for (std::size_t i = 0; i < order.size();) {
      std::size_t end = i + 1;
      while (end < order.size() && first_degree_[order[end]] == first_degree_[order[i]]) ++end;
      if (end == i + 1) {
        issue(order[i]);
      } else {
        shared.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(i),
                            order.begin() + static_cast<std::ptrdiff_t>(end));
      }
      i = end;
    }
    alike_ = !shared.empty();
    return std::all_of(shared.begin(), shared.end(),
                       [this](const auto& s) { return label_shared(s); });
  }

  bool stable() const {
    if (!alike_) return true;
    std::vector<TermId> graph_of(terms_.size());
    std::vector<bool> met(terms_.size());
    for (const Quad& quad : quads_) {
      if (blank_at(quad.graph) != kNone) return false;
      for (const TermId term : {quad.subject, quad.object}) {
        const Blank blank = blank_of_[term];
        if (blank == kNone) continue;
        if (met[blank] && graph_of[blank] != quad.graph) return false;
        met[blank] = true;
        graph_of[blank] = quad.graph;
      }
    }
    return true;
  }

  base::Bytes lines() const {
    base::Bytes text;
    std::vector<std::pair<std::size_t, std::size_t>> places;
    places.reserve(quads_.size());
    std::vector<std::string> names;
    for (const std::uint32_t id : canonical_) names.push_back("_:c14n" + std::to_string(id));
    const auto named = [&](TermId term) -> std::string_view {
      return blank_of_[term] == kNone ? dataset_.text(term) : names[blank_of_[term]];
    };
    for (const Quad& quad : quads_) {
      const std::size_t begin = text.size();
      append_nquad(text, {named(quad.subject), named(quad.predicate), named(quad.object),
                          quad.graph == kDefaultGraph ? std::string_view{} : named(quad.graph)});
      places.emplace_back(begin, text.size() - begin);
    }
    const std::string_view all = text;
    std::sort(places.begin(), places.end(), [all](const auto& a, const auto& b) {
      return all.substr(a.first, a.second) < all.substr(b.first, b.second);
    });
    base::Bytes sorted;
    sorted.reserve(text.size());
    for (const auto& [begin, size] : places) sorted.append(all.substr(begin, size));
    return sorted;
  }

  std::vector<std::pair<std::string, std::string>> labels() const {
    std::vector<std::pair<std::string, std::string>> all(terms_.size());
    for (Blank blank = 0; blank < terms_.size(); ++blank) {
      all[canonical_[blank]] = {std::string(label_of(dataset_.text(terms_[blank]))),
                                "c14n" + std::to_string(canonical_[blank])};
    }
    return all;
  }

 private:
  static std::array<TermId, 3> components(const Quad& quad) {
    return {quad.subject, quad.object, quad.graph};
  }

  Blank blank_at(TermId term) const { return term == kDefaultGraph ? kNone : blank_of_[term]; }

  // Finds the blank nodes and the quads that mention each.
  void collect() {
    blank_of_.assign(dataset_.term_count(), kNone);
    for (std::uint32_t i = 0; i < quads_.size(); ++i) {
      for (const TermId term : components(quads_[i])) {
        if (term == kDefaultGraph || !dataset_.is_blank(term)) continue;
        if (blank_of_[term] == kNone) {
          blank_of_[term] = static_cast<Blank>(terms_.size());
          terms_.push_back(term);
          mentions_.emplace_back();
        }
        auto& mentions = mentions_[blank_of_[term]];
        if (mentions.empty() || mentions.back() != i) mentions.push_back(i);
      }
    }
  }

  void issue(Blank blank) {
    if (canonical_[blank] == kNone) canonical_[blank] = issued_++;
  }

  std::string hash(std::string_view text) const {
    if (options_.hash == CanonicalOptions::Hash::kSha256) return base::to_hex(base::sha256(text));
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    REDNODE_ASSERT(
        EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha384(), nullptr) == 1);
    return base::to_hex({reinterpret_cast<const char*>(digest.data()), size});
  }

  // Section 4.6.
  std::string hash_first_degree(Blank blank) {
    const auto name = [&](TermId term) -> std::string_view {
      const Blank at = blank_of_[term];
      if (at == kNone) return dataset_.text(term);
      return at == blank ? "_:a" : "_:z";
    };
    std::vector<std::string> lines;
    lines.reserve(mentions_[blank].size());
    for (const std::uint32_t i : mentions_[blank]) {
      const Quad& quad = quads_[i];
      append_nquad(lines.emplace_back(),
                   {name(quad.subject), name(quad.predicate), name(quad.object),
                    quad.graph == kDefaultGraph ? std::string_view{} : name(quad.graph)});
    }
    std::sort(lines.begin(), lines.end());
    std::string all;
    for (const std::string& line : lines) all.append(line);
    return hash(all);
  }

  // Section 4.4.3, step 5, for the blank nodes of one first-degree hash.
  bool label_shared(const std::vector<Blank>& blanks) {
    std::vector<NDegree> results;
    for (const Blank blank : blanks) {
      if (canonical_[blank] != kNone) continue;
      Issuer issuer;
      issuer.issue(blank);
      NDegree& result = results.emplace_back();
      if (!hash_n_degree(blank, issuer, 0, result)) return false;
    }
    std::sort(results.begin(), results.end(),
              [](const NDegree& a, const NDegree& b) { return a.hash < b.hash; });
    for (const NDegree& result : results) {
      for (const Blank blank : result.issuer.issued) issue(blank);
    }
    return true;
  }

  // Section 4.7.
  std::string hash_related(Blank related, const Quad& quad, const Issuer& issuer, char position) {
    std::string input(1, position);
    if (position != 'g') input.append(dataset_.text(quad.predicate));
    append_identifier(input, related, issuer, first_degree_[related]);
    return hash(input);
  }

  void append_identifier(std::string& out, Blank blank, const Issuer& issuer,
                         std::string_view otherwise) const {
    if (canonical_[blank] != kNone) {
      out.append("_:c14n").append(std::to_string(canonical_[blank]));
    } else if (const std::uint32_t id = issuer.find(blank); id != kNone) {
      out.append("_:b").append(std::to_string(id));
    } else {
      out.append(otherwise);
    }
  }

  bool spend(std::size_t steps) {
    work_ += steps;
    return work_ <= options_.work_max;
  }

  // Section 4.8.
  bool hash_n_degree(Blank blank, const Issuer& given, std::size_t depth, NDegree& result) {
    if (depth > limits::kCanonicalDepthMax || !spend(1 + mentions_[blank].size())) return false;
    std::map<std::string, std::vector<Blank>> related;
    constexpr std::string_view kPositions = "sog";
    for (const std::uint32_t i : mentions_[blank]) {
      const auto parts = components(quads_[i]);
      for (std::size_t part = 0; part < parts.size(); ++part) {
        const Blank other = blank_at(parts[part]);
        if (other == kNone || other == blank) continue;
        related[hash_related(other, quads_[i], given, kPositions[part])].push_back(other);
      }
    }
    Issuer issuer = given;
    std::string data;
    for (auto& [related_hash, blanks] : related) {
      data.append(related_hash);
      std::string path;
      if (!choose_path(blanks, depth, issuer, path)) return false;
      data.append(path);
    }
    result.hash = hash(data);
    result.issuer = std::move(issuer);
    return true;
  }

  // Section 4.8.3, step 5: the least path over all orders of `blanks`; `issuer` becomes its issuer.
  bool choose_path(std::vector<Blank>& blanks, std::size_t depth, Issuer& issuer,
                   std::string& chosen) {
    Issuer chosen_issuer;
    std::sort(blanks.begin(), blanks.end());
    do {
      if (!spend(1)) return false;
      Issuer copy = issuer;
      std::string path;
      bool worse = false;
      if (!walk(blanks, depth, copy, chosen, path, worse)) return false;
      if (!worse && (chosen.empty() || path < chosen)) {
        chosen = std::move(path);
        chosen_issuer = std::move(copy);
      }
    } while (std::next_permutation(blanks.begin(), blanks.end()));
    issuer = std::move(chosen_issuer);
    return true;
  }

  static bool is_worse(const std::string& path, const std::string& chosen) {
    return !chosen.empty() && path.size() >= chosen.size() && path > chosen;
  }

  bool walk(const std::vector<Blank>& order, std::size_t depth, Issuer& issuer,
            const std::string& chosen, std::string& path, bool& worse) {
    std::vector<Blank> recursion;
    for (const Blank blank : order) {
      if (canonical_[blank] == kNone && issuer.find(blank) == kNone) {
        recursion.push_back(blank);
        issuer.issue(blank);
      }
      append_identifier(path, blank, issuer, {});
      if ((worse = is_worse(path, chosen))) return true;
    }
    for (const Blank blank : recursion) {
      NDegree result;
      if (!hash_n_degree(blank, issuer, depth + 1, result)) return false;
      append_identifier(path, blank, issuer, {});
      path.append("<").append(result.hash).append(">");
      issuer = std::move(result.issuer);
      if ((worse = is_worse(path, chosen))) return true;
    }
    return true;
  }

  const Dataset& dataset_;
  const CanonicalOptions options_;
  std::vector<Quad> quads_;
  std::vector<TermId> terms_;                         // by blank node
  std::vector<std::vector<std::uint32_t>> mentions_;  // by blank node: quads, ascending
  std::vector<Blank> blank_of_;                       // by term
  std::vector<std::string> first_degree_;
  std::vector<std::uint32_t> canonical_;
  std::uint32_t issued_ = 0;
  std::size_t work_ = 0;
  bool alike_ = false;  // some share their first-degree hash
};

base::Error too_much_work() {
  return base::exhausted(
      "the blank nodes of this graph are so alike that its canonical form would take too much "
      "work; "
      "give them IRIs, or values that tell them apart");
}

}  // namespace

base::Result<base::Bytes> canonicalize(const Dataset& dataset, const CanonicalOptions& options) {
  Canonicalizer canonicalizer(dataset, options);
  if (!canonicalizer.label()) return too_much_work();
  return canonicalizer.lines();
}

base::Result<CanonicalForm> canonical_form(const Dataset& dataset,
                                           const CanonicalOptions& options) {
  Canonicalizer canonicalizer(dataset, options);
  if (!canonicalizer.label()) return too_much_work();
  return CanonicalForm{canonicalizer.lines(), canonicalizer.stable(), canonicalizer.labels()};
}

}  // namespace rednode::catalogue
