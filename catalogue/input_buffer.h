// InputBuffer: a window on a byte source that slides forward and widens for one long statement.
//
// Thread rule: one thread. Views live until the next more().
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "catalogue/rdf_reader.h"

namespace rednode::catalogue {

class InputBuffer {
 public:
  // REQUIRES: both outlive the buffer.
  InputBuffer(const ByteSource& source, const ReaderEvents& events)
      : source_(source),
        events_(events),
        buffer_(std::make_unique_for_overwrite<char[]>(kWindow)) {}

  std::string_view view() const { return {buffer_.get() + begin_, end_ - begin_}; }
  bool at_eof() const { return eof_; }
  std::uint64_t bytes_read() const { return bytes_read_; }
  // REQUIRES: count <= view().size().
  void consume(std::size_t count) { begin_ += count; }
  // Adds to the view, or finds the end of the document.
  base::Status more();

 private:
  void make_room();

  static constexpr std::size_t kWindow = 256 << 10;

  const ByteSource& source_;
  const ReaderEvents& events_;
  std::unique_ptr<char[]> buffer_;  // not cleared: most documents are one small record
  std::size_t capacity_ = kWindow;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t bytes_read_ = 0;
  bool eof_ = false;
};

// Moves a position over the text that stands there.
void advance(Position& position, std::string_view text);

// Bounds `text` to limits::kQuarantineBytesMax, on a character.
std::string_view quarantine_part(std::string_view text);

// Reads what begins where the buffer stands. One each for the families of formats.
base::Result<ReadCounts> read_lines(InputBuffer& input, bool graphs, const ReaderEvents& events);
base::Result<ReadCounts> read_turtle(InputBuffer& input, bool graphs, const ReaderOptions& options,
                                     const ReaderEvents& events);

base::Result<ReadCounts> read_rdfxml(InputBuffer& input, const ReaderOptions& options,
                                     const ReaderEvents& events);

// Hands an error to events.on_error, or makes it the result; counts it against the limit.
base::Status report(const ReaderEvents& events, SyntaxError&& error, ReadCounts& counts);

}  // namespace rednode::catalogue
