#include "tests/tidy/tree.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>

#include "tests/unit/test.h"

namespace rednode::tidy {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 10> kEndings = {".h",     ".cc",  ".md",   ".py",   ".capnp",
                                                       ".cmake", ".txt", ".toml", ".json", ".ts"};
constexpr std::array<std::string_view, 3> kLeftOut = {"build", "node_modules", "corpus"};
constexpr std::array<std::string_view, 8> kProduct = {"base",  "schema", "catalogue", "storage",
                                                      "peers", "search", "node",      "web"};

template <typename List>
bool contains(const List& list, std::string_view wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

bool is_text(const std::string& path, const std::string& name) {
  const auto dot = name.rfind('.');
  if (dot == std::string::npos) return path.starts_with("scripts/");
  return contains(kEndings, name.substr(dot));
}

std::vector<std::string> lines_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<File> read_tree() {
  const fs::path root = REDNODE_SOURCE_DIR;
  std::vector<File> files;
  for (auto at = fs::recursive_directory_iterator(root); at != fs::end(at); ++at) {
    const std::string name = at->path().filename().string();
    if (at->is_directory()) {
      if (name.starts_with(".") || contains(kLeftOut, name)) at.disable_recursion_pending();
      continue;
    }
    const std::string path = at->path().lexically_relative(root).generic_string();
    if (is_text(path, name)) files.push_back({path, lines_of(at->path())});
  }
  std::ranges::sort(files, {}, &File::path);
  return files;
}

// Where the reader of one line of code is.
enum class Where { kCode, kComment, kText, kCharacter, kRaw };

class Stripper {
 public:
  std::string strip(const std::string& line) {
    std::string out;
    if (where_ == Where::kText || where_ == Where::kCharacter) where_ = Where::kCode;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (where_ == Where::kCode && line.compare(i, 2, "//") == 0) break;
      step(line, i, out);
    }
    return out;
  }

 private:
  void step(const std::string& line, std::size_t& i, std::string& out) {
    const auto next = [&](const std::string& text) {
      return line.compare(i, text.size(), text) == 0;
    };
    if (where_ == Where::kCode) return open(line, i, out);
    if (where_ == Where::kComment && next("*/")) {
      where_ = Where::kCode;
      ++i;
    } else if (where_ == Where::kRaw && next(raw_end_)) {
      where_ = Where::kCode;
      i += raw_end_.size() - 1;
      out += "\"";
    } else if (where_ == Where::kText || where_ == Where::kCharacter) {
      if (line[i] == '\\') {
        ++i;
      } else if (line[i] == (where_ == Where::kText ? '"' : '\'')) {
        out += line[i];
        where_ = Where::kCode;
      }
    }
  }

  void open(const std::string& line, std::size_t& i, std::string& out) {
    const bool after_word = i > 0 && std::isalnum(static_cast<unsigned char>(line[i - 1])) != 0;
    if (line.compare(i, 2, "/*") == 0) {
      where_ = Where::kComment;
      ++i;
      return;
    }
    if (line[i] == '"' && i > 0 && line[i - 1] == 'R') {
      where_ = Where::kRaw;
      const auto bracket = line.find('(', i);
      raw_end_ = ")" + line.substr(i + 1, bracket - i - 1) + "\"";
      i = bracket;
    } else if (line[i] == '"') {
      where_ = Where::kText;
    } else if (line[i] == '\'' && !after_word) {  // not the mark between digits
      where_ = Where::kCharacter;
    }
    out += where_ == Where::kRaw ? '"' : line[i];
  }

  Where where_ = Where::kCode;
  std::string raw_end_;
};

}  // namespace

std::string File::folder() const {
  return path.substr(0, path.find('/'));
}

std::string File::directory() const {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::string File::name() const {
  return path.substr(path.rfind('/') + 1);
}
bool File::is_header() const {
  return path.ends_with(".h");
}
bool File::is_source() const {
  return path.ends_with(".cc");
}
bool File::is_product() const {
  return contains(kProduct, folder());
}

const std::vector<File>& tree() {
  static const std::vector<File> kFiles = read_tree();
  return kFiles;
}

void expect_none(const std::vector<std::string>& findings) {
  for (const auto& finding : findings) FAIL_CHECK(finding);
  CHECK(findings.empty());
}

std::string at(const File& file, std::size_t index, std::string_view message) {
  return file.path + ":" + std::to_string(index + 1) + ": " + std::string(message);
}

std::vector<std::string> code_of(const File& file) {
  std::vector<std::string> lines;
  Stripper stripper;
  for (const auto& line : file.lines) lines.push_back(stripper.strip(line));
  return lines;
}

std::vector<Include> includes_of(const File& file) {
  constexpr std::string_view kInclude = "#include ";
  std::vector<Include> includes;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    const std::string& line = file.lines[i];
    if (!line.starts_with(kInclude) || line.size() < kInclude.size() + 3) continue;
    const bool quoted = line[kInclude.size()] == '"';
    const auto end = line.find(quoted ? '"' : '>', kInclude.size() + 1);
    includes.push_back({i, quoted, line.substr(kInclude.size() + 1, end - kInclude.size() - 1)});
  }
  return includes;
}

bool has_word(std::string_view text, std::string_view word) {
  const auto touches = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  for (auto found = text.find(word); found != text.npos; found = text.find(word, found + 1)) {
    const auto end = found + word.size();
    const bool before = found > 0 && touches(text[found - 1]) && touches(word.front());
    const bool after = end < text.size() && touches(text[end]) && touches(word.back());
    if (!before && !after) return true;
  }
  return false;
}

}  // namespace rednode::tidy
