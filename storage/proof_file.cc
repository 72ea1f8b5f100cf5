#include "storage/proof_file.h"

#include "base/limits.h"
#include "base/lines.h"
#include "storage/tree.h"

namespace rednode::storage {
namespace {

namespace limits = base::limits;

constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";

// The file behind its first line.
base::Result<base::LineReader> lines_of(base::BytesView text, std::string_view title) {
  if (text.size() > limits::kProofFileBytesMax) {
    return base::invalid("the file is longer than the " +
                         std::to_string(limits::kProofFileBytesMax) + " octets of a proof");
  }
  base::LineReader lines(text);
  REDNODE_TRY(const auto first, lines.line());
  if (first != title) return base::invalid("the file does not begin with " + std::string(title));
  return lines;
}

base::Result<base::BytesView> take_behind(base::LineReader& lines, std::string_view word) {
  REDNODE_TRY(const auto line, lines.line());
  if (!line.starts_with(word)) {
    return base::invalid("the proof has no line that begins with " + std::string(word));
  }
  return line.substr(word.size());
}

// Up to and with the empty line.
base::Result<std::vector<base::Digest>> take_hashes(base::LineReader& lines) {
  std::vector<base::Digest> hashes;
  for (;;) {
    REDNODE_TRY(const auto line, lines.line());
    if (line.empty()) return hashes;
    if (hashes.size() == limits::kProofHashesMax) {
      return base::invalid("the proof has more hashes than any tree is high");
    }
    REDNODE_TRY(const auto hash, base::parse_digest(line));
    hashes.push_back(hash);
  }
}

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
  REDNODE_TRY(auto lines, lines_of(text, kInclusionTitle));
  InclusionFile file;
  REDNODE_TRY(const auto extra, take_behind(lines, kExtra));
  REDNODE_TRY(file.entry, base::from_base64(extra));
  REDNODE_TRY(const auto index, take_behind(lines, kIndex));
  REDNODE_TRY(file.index, base::parse_number(index));
  REDNODE_TRY(file.hashes, take_hashes(lines));
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
  REDNODE_TRY(auto lines, lines_of(text, kConsistencyTitle));
  ConsistencyFile file;
  REDNODE_TRY(file.origin, lines.line());
  REDNODE_TRY(file.old_size, lines.number());
  REDNODE_TRY(file.old_root, lines.digest());
  REDNODE_TRY(file.hashes, take_hashes(lines));
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
