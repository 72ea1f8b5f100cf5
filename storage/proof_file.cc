#include "storage/proof_file.h"

#include <charconv>

#include "base/limits.h"
#include "storage/tree.h"

namespace rednode::storage {
namespace {

namespace limits = base::limits;

constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";

// Takes the lines of a file off its front.
class Lines {
 public:
  static base::Result<Lines> of(base::BytesView text, std::string_view title) {
    if (text.size() > limits::kProofFileBytesMax) {
      return base::invalid("the file is longer than the " +
                           std::to_string(limits::kProofFileBytesMax) + " octets of a proof");
    }
    Lines lines(text);
    REDNODE_TRY(const auto first, lines.take());
    if (first != title) return base::invalid("the file does not begin with " + std::string(title));
    return lines;
  }

  base::Result<base::BytesView> take() {
    const auto end = rest_.find('\n');
    if (end == base::BytesView::npos) return base::invalid("the proof is cut");
    const auto line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return line;
  }

  base::Result<base::BytesView> take_behind(std::string_view word) {
    REDNODE_TRY(const auto line, take());
    if (!line.starts_with(word)) {
      return base::invalid("the proof has no line that begins with " + std::string(word));
    }
    return line.substr(word.size());
  }

  // Up to and with the empty line.
  base::Result<std::vector<base::Digest>> take_hashes() {
    std::vector<base::Digest> hashes;
    for (;;) {
      REDNODE_TRY(const auto line, take());
      if (line.empty()) return hashes;
      if (hashes.size() == limits::kProofHashesMax) {
        return base::invalid("the proof has more hashes than any tree is high");
      }
      REDNODE_TRY(const auto hash, digest_of(line));
      hashes.push_back(hash);
    }
  }

  static base::Result<base::Digest> digest_of(base::BytesView line) {
    REDNODE_TRY(const auto bytes, base::from_base64(line));
    return base::digest_from(bytes);
  }

  static base::Result<std::uint64_t> number_of(base::BytesView text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    if (!whole || (text.size() > 1 && text[0] == '0')) {
      return base::invalid("a number of the proof is none");
    }
    return value;
  }

  base::BytesView rest() const { return rest_; }

 private:
  explicit Lines(base::BytesView text) : rest_(text) {}
  base::BytesView rest_;
};

void add_hashes(const std::vector<base::Digest>& hashes, base::Bytes& text) {
  for (const auto& hash : hashes) text += base::to_base64(hash.view()) + "\n";
  text += "\n";
}

}  // namespace

base::Bytes format_inclusion(const InclusionFile& file) {
  base::Bytes text(kInclusionTitle);
  text += "\n" + std::string(kExtra) + base::to_base64(file.entry) + "\n";
  text += std::string(kIndex) + std::to_string(file.index) + "\n";
  add_hashes(file.hashes, text);
  return text + file.checkpoint;
}

base::Result<InclusionFile> parse_inclusion(base::BytesView text) {
  REDNODE_TRY(auto lines, Lines::of(text, kInclusionTitle));
  InclusionFile file;
  REDNODE_TRY(const auto extra, lines.take_behind(kExtra));
  REDNODE_TRY(file.entry, base::from_base64(extra));
  REDNODE_TRY(const auto index, lines.take_behind(kIndex));
  REDNODE_TRY(file.index, Lines::number_of(index));
  REDNODE_TRY(file.hashes, lines.take_hashes());
  file.checkpoint = lines.rest();
  return file;
}

base::Status verify(const InclusionFile& file, const schema::Checkpoint& checkpoint) {
  const bool included = verify_inclusion(leaf_hash(file.entry), file.index, checkpoint.size,
                                         checkpoint.root, file.hashes);
  if (included) return {};
  return base::conflict("the entry is not number " + std::to_string(file.index) +
                        " of the log that was signed");
}

base::Bytes format_consistency(const ConsistencyFile& file) {
  base::Bytes text(kConsistencyTitle);
  text += "\n" + file.origin + "\n" + std::to_string(file.old_size) + "\n" +
          base::to_base64(file.old_root.view()) + "\n";
  add_hashes(file.hashes, text);
  return text + file.checkpoint;
}

base::Result<ConsistencyFile> parse_consistency(base::BytesView text) {
  REDNODE_TRY(auto lines, Lines::of(text, kConsistencyTitle));
  ConsistencyFile file;
  REDNODE_TRY(file.origin, lines.take());
  REDNODE_TRY(const auto size, lines.take());
  REDNODE_TRY(file.old_size, Lines::number_of(size));
  REDNODE_TRY(const auto root, lines.take());
  REDNODE_TRY(file.old_root, Lines::digest_of(root));
  REDNODE_TRY(file.hashes, lines.take_hashes());
  file.checkpoint = lines.rest();
  return file;
}

base::Status verify(const ConsistencyFile& file, const schema::Checkpoint& checkpoint) {
  const bool grown = file.origin == checkpoint.origin &&
                     verify_consistency(file.old_size, file.old_root, checkpoint.size,
                                        checkpoint.root, file.hashes);
  if (grown) return {};
  return base::conflict("the log of " + std::to_string(file.old_size) +
                        " entries is not the beginning of the one that was signed");
}

}  // namespace rednode::storage
