// Tables as RFC 4180 describes them: rows of cells, quoted where they hold a separator, a quote or
// a line end. Line ends are CRLF, LF or CR; a quote within an unquoted cell stands for itself.
//
// Thread rule: one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/input_buffer.h"
#include "catalogue/mapping.h"
#include "catalogue/rdf_reader.h"

namespace rednode::catalogue {

// Reads one row from the front of a text that may go on.
class CsvRow {
 public:
  enum class Kind { kMore, kRow, kFault, kEnd };

  explicit CsvRow(char separator) : separator_(separator) {}

  // kMore: give a longer view of the same, or say that it is the end. `eof`: nothing follows it.
  Kind read(std::string_view view, bool eof);

  // After kRow. The cells without their quotes; one empty cell for an empty line. Those beyond
  // limits::kTableColumnsMax are only counted.
  const std::vector<std::string>& cells() const { return cells_; }
  std::size_t count() const { return count_; }
  std::size_t size() const { return at_; }  // of the row, without its line end
  std::size_t consumed() const { return consumed_; }
  // After kFault; consumed() is behind the line in which the row begins or the fault is.
  const std::string& reason() const { return reason_; }
  std::size_t looked_at() const { return looked_at_; }

 private:
  Kind quoted_cell(std::string_view view, bool eof, std::string& cell);
  Kind line_end(std::string_view view, bool eof);
  Kind fault(std::string_view view, bool eof, std::size_t from, const char* reason);

  const char separator_;
  std::vector<std::string> cells_;
  std::size_t count_ = 0;
  std::size_t at_ = 0;
  std::size_t consumed_ = 0;
  std::size_t looked_at_ = 0;
  std::string reason_;
};

// The likeliest of , ; tab | in the text's first row, outside of quotes; 0 where the text does not
// have its end, and is not all (`eof`).
char detect_separator(std::string_view text, bool eof);

// Reads a table through a mapping: the first row names the columns, every other row is a record
// with the columns as its members. A row that cannot be read, or has another number of cells, is
// one error. Errors: kInvalid where the first row names no columns, or one twice.
base::Result<ReadCounts> read_mapped_table(InputBuffer& input, const Mapping& mapping,
                                           const ReaderEvents& events);

// The bytes of the source as UTF-8. REQUIRES: `source` outlives the result.
ByteSource decoded(const ByteSource& source, Mapping::Encoding encoding);

}  // namespace rednode::catalogue
