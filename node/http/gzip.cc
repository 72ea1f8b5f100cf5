#include "node/http/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <cctype>
#include <string>

#include "base/assert.h"

namespace rednode::node {
namespace {

constexpr int kLevel = 6;
constexpr int kGzipWindow = 15 + 16;  // a window of 32 KiB, with the header of gzip
constexpr int kMemoryLevel = 8;

std::string lower_without_space(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ' || c == '\t') continue;
    out.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  }
  return out;
}

// "q=0", "q=0.0", ...: not acceptable.
bool is_zero_weight(std::string_view parameters) {
  return parameters.starts_with("q=0") &&
         parameters.find_first_not_of("0.", 2) == std::string_view::npos;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
  const std::string text = lower_without_space(accept_encoding);
  std::string_view rest = text;
  bool any = false;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(','), rest.size());
    const std::string_view item = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto mark = std::min(item.find(';'), item.size());
    const std::string_view coding = item.substr(0, mark);
    const bool good = !is_zero_weight(item.substr(std::min(mark + 1, item.size())));
    if (coding == "gzip" || coding == "x-gzip") return good;
    if (coding == "*") any = good;
  }
  return any;
}

base::Bytes gzipped(base::BytesView whole) {
  z_stream stream{};
  // Fails only for parameters that zlib does not know, or without memory.
  const int made =
      deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY);
  REDNODE_ASSERT(made == Z_OK);
  // zlib does not change its input, but says so only where it was built to.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(whole.data()));
  stream.avail_in = static_cast<uInt>(whole.size());
  base::Bytes out(deflateBound(&stream, static_cast<uLong>(whole.size())), '\0');
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int done = deflate(&stream, Z_FINISH);
  REDNODE_ASSERT(done == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace rednode::node
