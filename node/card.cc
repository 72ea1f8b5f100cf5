#include "node/card.h"

#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/digest.h"
#include "base/limits.h"
#include "node/key_days.h"
#include "schema/origin.h"

namespace rednode::node {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEnding = ".toml";

base::Result<std::string> text_field(const toml::table& card, const std::string& path) {
  const auto value = card.at_path(path).value<std::string>();
  if (!value.has_value() || value->empty()) {
    return base::invalid("the card has no " + path + ": it is not whole");
  }
  if (value->find_first_of("\n\r\"\\") != std::string::npos) {
    return base::invalid("the card's " + path + " has characters that do not belong there");
  }
  return *value;
}

base::Result<std::string> endpoint_field(const toml::table& card, const std::string& path) {
  REDNODE_TRY(auto value, text_field(card, path));
  if (value.rfind("tcp://", 0) != 0) {
    return base::invalid("the card's " + path + " is not an address such as tcp://host:7401");
  }
  return value;
}

base::Status read_day(const toml::table& table, const std::string& path,
                      std::optional<base::UnixTime>& out) {
  if (!table.at_path(path)) return {};
  REDNODE_TRY(const auto text, text_field(table, path));
  auto day = parse_key_day(text);
  if (!day.ok()) return base::with_context("the card's " + path, day.error());
  out = *day;
  return {};
}

base::Status read_key_days(const toml::table& table, peers::KeyDays& days) {
  REDNODE_CHECK(read_day(table, "expires.log", days.log));
  REDNODE_CHECK(read_day(table, "expires.transport", days.transport));
  const toml::array* changes = table["key_change"].as_array();
  if (changes == nullptr || changes->empty()) return {};
  // Where the log's key has changed since, the card's day is that of a key which signs no more.
  const toml::table* last = changes->back().as_table();
  const auto present = last == nullptr ? std::nullopt : (*last)["new_key"].value<std::string>();
  if (present != table["log_key"].value<std::string>()) days.log.reset();
  return {};
}

base::Result<Card> card_from(const toml::table& table) {
  REDNODE_TRY(const auto vkey, text_field(table, "log_key"));
  REDNODE_TRY(auto peer, peers::make_peer(vkey));
  REDNODE_TRY(const auto origin_text, text_field(table, "origin"));
  REDNODE_TRY(const auto origin, schema::parse_origin(origin_text));
  if (origin != peer.origin) {
    return base::invalid("the card is of " + origin + ", but its log key is of " + peer.origin);
  }
  peer.name = table["name"].value<std::string>().value_or(origin);
  REDNODE_TRY(peer.feed_endpoint, endpoint_field(table, "endpoints.feed"));
  REDNODE_TRY(peer.exchange_endpoint, endpoint_field(table, "endpoints.exchange"));
  REDNODE_TRY(const auto curve, text_field(table, "curve_key"));
  REDNODE_TRY(peer.curve_key, peers::from_z85(curve));
  if (table.at_path("curve_next")) {
    REDNODE_TRY(const auto next, text_field(table, "curve_next"));
    REDNODE_TRY(peer.curve_next, peers::from_z85(next));
  }
  REDNODE_CHECK(read_key_days(table, peer.key_days));
  Card card{std::move(peer), {}, {}};
  card.fingerprint = fingerprint_of(card.peer);
  if (table.at_path("endpoints.http")) {
    REDNODE_TRY(card.http, text_field(table, "endpoints.http"));
    if (!card.http.starts_with("https://") && !card.http.starts_with("http://")) {
      return base::invalid("the card's endpoints.http is not a URL such as https://host");
    }
  }
  const auto stated = table["fingerprint"].value<std::string>();
  if (stated.has_value() && *stated != card.fingerprint) {
    return base::invalid(
        "the card's fingerprint does not belong to its keys: it was changed on its way");
  }
  return card;
}

base::Result<std::string> read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(base::limits::kCardBytesMax + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.empty() || text.size() > base::limits::kCardBytesMax) {
    return base::invalid(path.string() + " is not a peer card");
  }
  return text;
}

// In the order of their names.
std::vector<fs::path> card_files(const std::string& directory) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (entry.path().extension() == kEnding) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    if (static_cast<unsigned char>(c) >= 0x20) out.push_back(c);
  }
  return out;
}

}  // namespace

base::Status check_apart(const peers::Peer& one, const peers::Peer& other) {
  if (one.origin == other.origin) return {};
  const auto has = [](const peers::Peer& peer, const peers::CurveKey& key) {
    return key == peer.curve_key || key == peer.curve_next;
  };
  if (has(other, one.curve_key) || (one.curve_next.has_value() && has(other, *one.curve_next))) {
    return base::conflict("the cards of " + one.origin + " and " + other.origin +
                          " name one transport key: one of them claims what is not its own");
  }
  return {};
}

std::string fingerprint_of(const peers::Peer& peer) {
  const base::BytesView curve = base::view_of(peer.curve_key);
  const base::BytesView log = base::view_of(peer.log_key.key().public_key());
  const auto digest = peer.curve_next.has_value()
                          ? base::sha256({"rednode-card/v2\n", peer.origin, "\n", curve, log,
                                          base::view_of(*peer.curve_next)})
                          : base::sha256({"rednode-card/v1\n", peer.origin, "\n", curve, log});
  const std::string hex = base::to_hex(digest.view().substr(0, 16));
  std::string text;
  for (std::size_t i = 0; i < hex.size(); i += 4) text += (i > 0 ? " " : "") + hex.substr(i, 4);
  return text;
}

base::Result<std::string> own_card(const Config& config, const PublicKeys& keys) {
  REDNODE_TRY(const auto verifier, schema::NoteVerifier::create(
                                       config.origin, schema::SignatureType::kEd25519, keys.log));
  REDNODE_TRY(auto peer, peers::make_peer(verifier.vkey()));
  peer.curve_key = keys.curve;
  peer.curve_next = keys.curve_next;
  std::ostringstream out;
  out << "# Peer card of " << config.origin
      << ". Compare the fingerprint over the telephone before adding it.\n"
      << "origin = \"" << config.origin << "\"\n"
      << "name = \"" << escaped(config.name) << "\"\n"
      << "curve_key = '" << peers::to_z85(keys.curve) << "'\n";
  if (keys.curve_next.has_value()) {
    out << "curve_next = '" << peers::to_z85(*keys.curve_next) << "'   # it will change to this\n";
  }
  out << "log_key = \"" << verifier.vkey() << "\"\n"
      << "fingerprint = \"" << fingerprint_of(peer) << "\"\n\n"
      << "[endpoints]\n"
      << "feed = \"" << (config.feed_advertised.empty() ? config.feed_bind : config.feed_advertised)
      << "\"\n"
      << "exchange = \""
      << (config.exchange_advertised.empty() ? config.exchange_bind : config.exchange_advertised)
      << "\"\n";
  if (!config.http_advertised.empty()) out << "http = \"" << config.http_advertised << "\"\n";
  if (keys.days.first().has_value()) out << "\n[expires]              # a new card comes before\n";
  if (keys.days.log.has_value()) out << "log = \"" << day_text(*keys.days.log) << "\"\n";
  if (keys.days.transport.has_value()) {
    out << "transport = \"" << day_text(*keys.days.transport) << "\"\n";
  }
  return out.str();
}

base::Result<Card> parse_card(const std::string& text) {
  if (text.size() > base::limits::kCardBytesMax) return base::invalid("too large for a peer card");
  try {
    return card_from(toml::parse(text));
  } catch (const toml::parse_error& e) {
    return base::invalid("not a peer card: line " + std::to_string(e.source().begin.line) + ": " +
                         std::string(e.description()));
  }
}

base::Result<peers::Directory> read_cards(const std::string& directory) {
  peers::Directory cards;
  for (const auto& file : card_files(directory)) {
    REDNODE_TRY(const auto text, read_text(file));
    auto card = parse_card(text);
    if (!card.ok()) return base::with_context(file.string(), card.error());
    const std::string origin = card->peer.origin;
    for (const auto& [known, peer] : cards) {
      const auto apart = check_apart(card->peer, peer);
      if (!apart.ok()) return base::with_context(file.string(), apart.error());
    }
    if (!cards.emplace(origin, std::move(card->peer)).second) {
      return base::invalid(file.string() + ": there is another card of " + origin);
    }
  }
  return cards;
}

base::Result<std::vector<schema::KeyChange>> key_changes_in(const std::string& text) {
  std::vector<schema::KeyChange> changes;
  try {
    const toml::table table = toml::parse(text);
    const toml::array* list = table["key_change"].as_array();
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
      const toml::table* entry = (*list)[i].as_table();
      if (entry == nullptr) return base::invalid("a key_change of the card is not a table");
      schema::KeyChange change;
      const auto sequence = (*entry)["sequence"].value<std::int64_t>();
      if (!sequence.has_value() || *sequence < 0) {
        return base::invalid("a key_change of the card has no sequence");
      }
      change.sequence = static_cast<std::uint64_t>(*sequence);
      REDNODE_TRY(change.old_key, text_field(*entry, "old_key"));
      REDNODE_TRY(change.new_key, text_field(*entry, "new_key"));
      changes.push_back(std::move(change));
    }
  } catch (const toml::parse_error& e) {
    return base::invalid("not a peer card: " + std::string(e.description()));
  }
  return changes;
}

base::Result<std::vector<schema::KeyChange>> key_changes_on_card(const std::string& directory,
                                                                 const std::string& origin) {
  const fs::path path = fs::path(directory) / (origin + kEnding);
  std::error_code error;
  if (!fs::exists(path, error)) return base::not_found("there is no card of " + origin);
  REDNODE_TRY(const auto text, read_text(path));
  return key_changes_in(text);
}

base::Result<std::size_t> add_key_changes(const std::string& directory, const std::string& origin,
                                          const std::vector<schema::KeyChange>& changes) {
  REDNODE_TRY(const auto known, key_changes_on_card(directory, origin));
  if (known.size() >= changes.size()) return std::size_t{0};
  REDNODE_TRY(auto text, read_text(fs::path(directory) / (origin + kEnding)));
  if (!text.ends_with('\n')) text += '\n';
  for (std::size_t i = known.size(); i < changes.size(); ++i) {
    text +=
        "\n[[key_change]]           # learned from its log, where the old key signed it\n"
        "sequence = " +
        std::to_string(changes[i].sequence) + "\nold_key = \"" + changes[i].old_key +
        "\"\nnew_key = \"" + changes[i].new_key + "\"\n";
  }
  REDNODE_CHECK(write_card(directory, text, true));
  return changes.size() - known.size();
}

base::Result<std::string> card_text(const std::string& directory, const std::string& origin) {
  for (const auto& file : card_files(directory)) {
    REDNODE_TRY(auto text, read_text(file));
    const auto card = parse_card(text);
    if (card.ok() && card->peer.origin == origin) return text;
  }
  return base::not_found("there is no card of " + origin + " in " + directory);
}

base::Status write_card(const std::string& directory, const std::string& text, bool replace) {
  REDNODE_TRY(const auto card, parse_card(text));
  for (const auto& file : card_files(directory)) {
    const auto there = read_text(file);
    const auto other = there.ok() ? parse_card(*there) : base::Result<Card>(there.error());
    if (other.ok()) REDNODE_CHECK(check_apart(card.peer, other->peer));
  }
  std::error_code error;
  fs::create_directories(directory, error);
  const fs::path path = fs::path(directory) / (card.peer.origin + kEnding);
  if (!replace && fs::exists(path, error)) {
    return base::conflict("there is a card of " + card.peer.origin +
                          " already: remove the peer first, or add it with --replace");
  }
  const fs::path temporary = path.string() + ".new";
  {
    std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
    out << text;
    if (!out.flush()) return base::unavailable("cannot write " + temporary.string());
  }
  fs::rename(temporary, path, error);
  if (error) return base::unavailable("cannot write " + path.string() + ": " + error.message());
  return {};
}

base::Status remove_card(const std::string& directory, const std::string& origin) {
  std::error_code error;
  if (!fs::remove(fs::path(directory) / (origin + kEnding), error)) {
    return base::not_found("there is no card of " + origin + " in " + directory);
  }
  return {};
}

}  // namespace rednode::node
