// Tables through a mapping, and the encodings in which they come. Declared in csv_reader.h.

#include <algorithm>
#include <array>
#include <memory>

#include "base/bytes.h"
#include "base/limits.h"
#include "catalogue/csv_cells.h"
#include "catalogue/csv_reader.h"
#include "catalogue/mapped_records.h"
#include "catalogue/mapping_words.h"
#include "catalogue/utf8.h"

namespace rednode::catalogue {
namespace {

namespace limits = base::limits;

class TableReader {
 public:
  TableReader(InputBuffer& input, char separator, const Mapping& mapping,
              const ReaderEvents& events)
      : input_(input), row_(separator), mapping_(mapping), records_(mapping, events) {}

  base::Result<ReadCounts> run() {
    for (;;) {
      switch (row_.read(input_.view(), input_.at_eof())) {
        case CsvRow::Kind::kMore:
          REDNODE_CHECK(more());
          continue;
        case CsvRow::Kind::kEnd:
          if (columns_.empty())
            return base::invalid("the table is empty: its first row names the columns");
          return records_.finish(input_.bytes_read());
        case CsvRow::Kind::kRow:
          REDNODE_CHECK(columns_.empty() ? header() : row());
          break;
        case CsvRow::Kind::kFault:
          if (columns_.empty()) return base::invalid("line 1: " + row_.reason());
          REDNODE_CHECK(fault(row_.reason()));
          break;
      }
      pass(row_.consumed());
    }
  }

 private:
  void pass(std::size_t count) {
    advance(here_, input_.view().substr(0, count));
    input_.consume(count);
  }

  // A row without end is most likely a quote without end: reading goes on at its next line.
  base::Status more() {
    if (input_.view().size() <= limits::kSourceRecordBytesMax) return input_.more();
    if (columns_.empty()) return base::invalid("the first row does not end: is this a table?");
    REDNODE_CHECK(reread(input_.view().size()));
    REDNODE_CHECK(refuse("it has more than " + std::to_string(limits::kSourceRecordBytesMax) +
                             " bytes: is there a quote that does not end?",
                         input_.view()));
    const auto end = input_.view().find('\n');
    pass(end == std::string_view::npos ? input_.view().size() : end + 1);
    return {};
  }

  base::Status fault(const std::string& reason) {
    REDNODE_CHECK(reread(row_.looked_at() - std::min(row_.looked_at(), row_.consumed())));
    return refuse(reason, input_.view().substr(0, row_.size()));
  }

  // What was looked at and is looked at again, so that quotes cannot make the work square.
  base::Status reread(std::size_t bytes) {
    reread_ += bytes;
    if (reread_ <= limits::kTableRereadBytesMax) return {};
    return base::invalid("too many quotes that do not end: are its cells quoted?");
  }

  base::Status refuse(std::string reason, std::string_view original) {
    return records_.refuse({here_, here_, std::move(reason), {}, original}, nullptr);
  }

  base::Status header() {
    const std::vector<std::string>& cells = row_.cells();
    if (row_.count() > limits::kTableColumnsMax) {
      return base::invalid("the table has more than " + std::to_string(limits::kTableColumnsMax) +
                           " columns");
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
      std::string name(trimmed(cells[i]));
      if (!base::is_utf8(name))
        return base::invalid("line 1: it is not UTF-8; " + encoding_remedy());
      if (name.empty()) name = "column " + std::to_string(i + 1);
      if (std::find(columns_.begin(), columns_.end(), name) != columns_.end()) {
        return base::invalid("line 1: two columns have the name '" + name +
                             "': give each one of its own");
      }
      columns_.push_back(std::move(name));
    }
    return {};
  }

  static std::string encoding_remedy() {
    return "save the table as UTF-8, or say encoding = \"windows-1252\" in its mapping";
  }

  base::Status row() {
    const std::vector<std::string>& cells = row_.cells();
    const std::string_view original = input_.view().substr(0, row_.size());
    if (cells.size() == 1 && trimmed(cells.front()).empty() && columns_.size() > 1) return {};
    if (row_.count() != columns_.size()) {
      return refuse("it has " + std::to_string(row_.count()) + " cells where the first row has " +
                        std::to_string(columns_.size()),
                    original);
    }
    if (!base::is_utf8(original)) {
      return records_.refuse({here_, here_, "it is not UTF-8", encoding_remedy(), original},
                             nullptr);
    }
    record_.clear();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string_view cell =
          mapping_.guarded ? unguarded(cells[i]) : std::string_view(cells[i]);
      record_.add_member(SourceRecord::kRoot, columns_[i], SourceRecord::Kind::kText, cell);
    }
    return records_.take(record_, here_, original);
  }

  InputBuffer& input_;
  CsvRow row_;
  const Mapping& mapping_;
  MappedRecords records_;
  SourceRecord record_;
  std::vector<std::string> columns_;
  Position here_{1, 1};
  std::size_t reread_ = 0;
};

// Windows-1252 where it differs from Latin-1: 0x80 to 0x9f (WHATWG Encoding, index windows-1252).
constexpr std::array<std::uint16_t, 32> kWindows1252 = {
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178};

}  // namespace

ByteSource decoded(const ByteSource& source, Mapping::Encoding encoding) {
  // A byte becomes at most three; what has no room yet waits.
  const auto waiting = std::make_shared<std::string>();
  return [&source, encoding, waiting](char* buffer,
                                      std::size_t capacity) -> base::Result<std::size_t> {
    if (waiting->empty()) {
      std::array<char, 4096> raw;
      REDNODE_TRY(const std::size_t count, source(raw.data(), raw.size()));
      for (std::size_t i = 0; i < count; ++i) {
        std::uint32_t code = static_cast<unsigned char>(raw[i]);
        if (encoding == Mapping::Encoding::kWindows1252 && code >= 0x80 && code < 0xa0) {
          code = kWindows1252[code - 0x80];
        }
        append_utf8(*waiting, code);
      }
    }
    const std::size_t count = std::min(capacity, waiting->size());
    std::copy_n(waiting->data(), count, buffer);
    waiting->erase(0, count);
    return count;
  };
}

base::Result<ReadCounts> read_mapped_table(InputBuffer& input, const Mapping& mapping,
                                           const ReaderEvents& events) {
  char separator = mapping.separator;
  while (separator == 0) {
    const bool all = input.at_eof() || input.view().size() > limits::kSourceRecordBytesMax;
    separator = detect_separator(input.view(), all);
    if (separator == 0) REDNODE_CHECK(input.more());
  }
  return TableReader(input, separator, mapping, events).run();
}

}  // namespace rednode::catalogue
