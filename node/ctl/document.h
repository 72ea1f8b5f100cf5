// Documents that a command reads: files, folders of them, standard input.
//
// Thread rule: one thread an object.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "catalogue/format.h"
#include "catalogue/rdf_reader.h"

namespace rednode::node {

struct DocumentPath {
  std::string label;                   // as the operator wrote it, or as the folder has it
  std::string absolute;                // "-" for standard input
  std::optional<std::uint64_t> bytes;  // where it is known
};

// The documents of the paths, those of folders in the order of their names. kNotFound, kInvalid: a
// path that cannot be read, or that nobody could mean.
base::Result<std::vector<DocumentPath>> find_documents(const std::vector<std::string>& paths);

// An open document as a source of bytes.
class DocumentSource {
 public:
  static base::Result<DocumentSource> open(const std::string& path);
  DocumentSource(DocumentSource&& other) noexcept;
  DocumentSource& operator=(DocumentSource&&) = delete;
  ~DocumentSource();

  // What the document says, unpacked where it is compressed (catalogue/decompress.h). `stop` ends
  // the reading with kUnavailable where it answers true. REQUIRES: the object outlives the source.
  catalogue::ByteSource source(std::function<bool()> stop = {});
  // The bytes as they are: for catalogue::import_document, which unpacks.
  catalogue::ByteSource packed_source(std::function<bool()> stop = {});

  // The same two once more from the beginning, beside what is being read. Empty where that cannot
  // be, as for a pipe.
  catalogue::Reopen reopen(std::function<bool()> stop = {});
  catalogue::Reopen packed_reopen(std::function<bool()> stop = {});

  // How many bytes were read, packed as they are: what DocumentPath::bytes is the sum of.
  std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  DocumentSource(int fd, std::string label);
  base::Result<std::size_t> read(char* buffer, std::size_t capacity,
                                 const std::function<bool()>& stop);
  base::Result<std::size_t> read_at(std::uint64_t offset, char* buffer, std::size_t capacity,
                                    const std::function<bool()>& stop) const;

  int fd_;
  std::int64_t
      start_;  // where it began: standard input may be a file that was read from; -1: a pipe
  std::string label_;
  std::uint64_t bytes_read_ = 0;
};

// Nothing for an empty name; kInvalid where this release neither knows nor reads the format.
base::Result<std::optional<catalogue::Format>> readable_format(const std::string& name);
// The same for a format to write.
base::Result<catalogue::Format> writable_format(const std::string& name);

// The contexts of JSON-LD that "URL=FILE" names, each. kInvalid, kNotFound: one that cannot be
// read.
base::Result<std::vector<catalogue::NamedContext>> read_contexts(
    const std::vector<std::string>& named);

// The format that was asked for, else what the document's first bytes say; the name in `label`
// decides between formats that both fit.
struct OpenDocument {
  catalogue::Format format = catalogue::Format::kTurtle;
  base::Bytes head;  // what was read already
};
base::Result<OpenDocument> detect_document(const catalogue::ByteSource& source,
                                           const std::string& label,
                                           std::optional<catalogue::Format> format);
// What was read already, then the rest. REQUIRES: both outlive the source.
catalogue::ByteSource with_head(const base::Bytes& head, const catalogue::ByteSource& rest);

}  // namespace rednode::node
