#include "node/key_line.h"

#include <algorithm>
#include <charconv>

#include "node/key_days.h"
#include "peers/curve.h"

namespace rednode::node {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::string_view kSealedEnding = "-sealed/1";
constexpr std::string_view kSecretWord = " secret=";

std::string title_of(KeyKind kind) {
  return kind == KeyKind::kLog ? "rednode-log-key" : "rednode-curve-key";
}

std::string_view take_word(std::string_view& rest) {
  const auto end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return word;
}

// The value of the next word, which is NAME=VALUE with that name.
base::Result<std::string> take_value(std::string_view& rest, std::string_view name) {
  const std::string_view word = take_word(rest);
  if (!word.starts_with(name) || word.substr(name.size(), 1) != "=") {
    return base::invalid("where " + std::string(name) + "=... should stand is something else");
  }
  return std::string(word.substr(name.size() + 1));
}

base::Result<base::Bytes> take_octets(std::string_view& rest, std::string_view name,
                                      std::size_t count) {
  REDNODE_TRY(const auto digits, take_value(rest, name));
  if (digits.size() != 2 * count) {
    return base::invalid(std::string(name) + " is not " + std::to_string(2 * count) +
                         " hexadecimal digits: the file is cut, or was edited");
  }
  return base::from_hex(digits);
}

base::Result<std::optional<base::UnixTime>> take_day(std::string_view& rest) {
  if (!rest.starts_with("expires=")) return std::optional<base::UnixTime>();
  REDNODE_TRY(const auto text, take_value(rest, "expires"));
  REDNODE_TRY(const auto day, parse_key_day(text));
  return std::optional(day);
}

// "65536,8,1": n, r and p. What is too much is refused where it would be spent (base/seal.h).
base::Result<base::ScryptCost> take_cost(std::string_view& rest) {
  REDNODE_TRY(const auto text, take_value(rest, "scrypt"));
  base::ScryptCost cost;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::uint64_t* number : {&cost.n, &cost.r, &cost.p}) {
    if (number != &cost.n && (at == end || *at++ != ',')) at = end;
    const auto read = std::from_chars(at, end, *number);
    if (read.ec != std::errc()) return base::invalid("scrypt=" + text + " is not N,R,P");
    at = read.ptr;
  }
  if (at != end) return base::invalid("scrypt=" + text + " is not N,R,P");
  return cost;
}

base::Result<base::PublicKey> public_half(KeyKind kind, base::BytesView secret) {
  if (kind == KeyKind::kLog) {
    REDNODE_TRY(const auto key, base::SigningKey::from_seed(secret));
    return key.public_key();
  }
  peers::CurveKey curve{};
  std::copy(secret.begin(), secret.end(), curve.begin());
  REDNODE_TRY(const auto pair, peers::curve_pair_from_secret(curve));
  return pair.public_key;
}

std::string day_word(const KeyLine& line) {
  return line.expires.has_value() ? " expires=" + day_text(*line.expires) : "";
}

base::Result<KeyLine> parse_plain(std::string_view rest, KeyKind kind) {
  KeyLine line;
  line.kind = kind;
  const std::string_view digits = take_word(rest);
  if (digits.size() != 2 * kSecretBytes) {
    return base::invalid("the key is not " + std::to_string(2 * kSecretBytes) +
                         " hexadecimal digits: the file is cut, or was edited");
  }
  REDNODE_TRY(auto octets, base::from_hex(digits));
  line.secret = base::Secret(octets);
  base::wipe(octets);
  REDNODE_TRY(line.key, public_half(kind, line.secret.view()));
  REDNODE_TRY(line.expires, take_day(rest));
  if (!rest.empty()) return base::invalid("behind the key stands what is not expires=DAY");
  return line;
}

base::Result<KeyLine> parse_sealed(std::string_view whole, std::string_view rest, KeyKind kind) {
  KeyLine line;
  line.kind = kind;
  SealedSecret sealed;
  REDNODE_TRY(const auto key, take_octets(rest, "public", line.key.size()));
  std::copy(key.begin(), key.end(), line.key.begin());
  REDNODE_TRY(line.expires, take_day(rest));
  REDNODE_TRY(sealed.parameters.cost, take_cost(rest));
  REDNODE_TRY(sealed.parameters.salt, take_octets(rest, "salt", base::kSealSaltBytes));
  REDNODE_TRY(sealed.parameters.nonce, take_octets(rest, "nonce", base::kSealNonceBytes));
  REDNODE_TRY(sealed.box, take_octets(rest, "secret", kSecretBytes + base::kSealTagBytes));
  if (!rest.empty()) return base::invalid("behind the sealed key stands something");
  sealed.head = std::string(whole.substr(0, whole.rfind(kSecretWord)));
  line.sealed = std::move(sealed);
  return line;
}

}  // namespace

base::Secret format_key_line(const KeyLine& line) {
  if (line.sealed.has_value()) {
    return base::Secret(line.sealed->head + std::string(kSecretWord) +
                        base::to_hex(line.sealed->box) + "\n");
  }
  std::string digits = base::to_hex(line.secret.view());
  std::string text = title_of(line.kind) + " " + digits + day_word(line) + "\n";
  base::Secret result(text);
  base::wipe(digits);
  base::wipe(text);
  return result;
}

base::Result<KeyLine> parse_key_line(std::string_view text, KeyKind kind) {
  const std::string_view whole = text.substr(0, text.find('\n'));
  std::string_view rest = whole;
  const std::string title = title_of(kind);
  const std::string_view word = take_word(rest);
  if (word == title) return parse_plain(rest, kind);
  if (word == title + std::string(kSealedEnding)) return parse_sealed(whole, rest, kind);
  return base::invalid("does not begin with \"" + title + "\" or \"" + title +
                       std::string(kSealedEnding) + "\"");
}

base::Result<KeyLine> sealed_line(const KeyLine& line, const base::Secret& passphrase) {
  REDNODE_ASSERT(!line.secret.empty());
  SealedSecret sealed;
  REDNODE_TRY(sealed.parameters, base::new_seal_parameters());
  const base::SealParameters& p = sealed.parameters;
  sealed.head = title_of(line.kind) + std::string(kSealedEnding) +
                " public=" + base::to_hex(base::view_of(line.key)) + day_word(line) +
                " scrypt=" + std::to_string(p.cost.n) + "," + std::to_string(p.cost.r) + "," +
                std::to_string(p.cost.p) + " salt=" + base::to_hex(p.salt) +
                " nonce=" + base::to_hex(p.nonce);
  REDNODE_TRY(sealed.box, base::seal(p, passphrase, line.secret, sealed.head));
  return KeyLine{line.kind, line.key, line.expires, {}, std::move(sealed)};
}

base::Result<KeyLine> opened_line(const KeyLine& line, const base::Secret& passphrase) {
  if (!line.sealed.has_value()) return line;
  REDNODE_TRY(auto secret, base::unseal(line.sealed->parameters, passphrase, line.sealed->box,
                                        line.sealed->head));
  REDNODE_TRY(const auto key, public_half(line.kind, secret.view()));
  if (key != line.key) return base::corrupt("the sealed key is not that which the line names");
  return KeyLine{line.kind, line.key, line.expires, std::move(secret), {}};
}

}  // namespace rednode::node
