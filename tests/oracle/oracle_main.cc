// rednode_oracle FOLDER: our half of the comparison with another SHACL engine (scripts/oracle).
//
// Writes into the folder, for every RDF document in ../shared/data that can be read: DOCUMENT.nt,
// the document with what the vocabularies say of the terms that it uses; for each access level
// LEVEL.shapes.nt, the official shapes of HealthDCAT-AP Release 8 with those of DCAT-AP 3.0.0 that
// they import; and ours.tsv, one result a line: document, level, focus node, path, component,
// severity.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "catalogue/ntriples.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/validator.h"
#include "catalogue/vocabulary.h"

namespace fs = std::filesystem;
namespace cat = rednode::catalogue;

namespace {

constexpr std::size_t kDocumentBytesMax = 20 << 20;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
}

std::vector<fs::path> shape_files(const fs::path& data, const std::string& level) {
  const fs::path r8 = data / "healthdcat-ap/r8";
  const fs::path semic = data / "dcat-ap/semic-3.0.0/html/shacl";
  return {semic / "shapes.ttl",
          semic / "range.ttl",
          semic / "shapes_recommended.ttl",
          semic / "deprecateduris.ttl",
          r8 / "shapes/graph-guard.ttl",
          r8 / "ranges/range.ttl",
          r8 / ("shapes/" + level + "-shapes.ttl"),
          r8 / "controlled-vocabularies/mdr-vocabularies.shape.ttl",
          r8 / ("recommended/" + level + "-shapes_recommended.ttl")};
}

struct Level {
  std::string name;
  cat::Shapes shapes;
};

cat::Dataset background_of(const cat::Vocabularies& vocabularies) {
  cat::Dataset background;
  for (const auto& vocabulary : vocabularies.all()) vocabulary.append_to(background);
  background.index();
  return background;
}

Level read_level(const fs::path& data, const fs::path& out, const std::string& name,
                 const cat::Vocabularies& vocabularies) {
  std::vector<cat::ShapesFile> files;
  cat::Dataset all;
  for (const fs::path& path : shape_files(data, name)) {
    auto graph = cat::read_dataset(read_file(path), cat::Format::kTurtle, "http://shapes.invalid/");
    if (!graph.ok()) {
      std::fprintf(stderr, "%s: %s\n", path.c_str(), graph.error().message.c_str());
      std::exit(1);
    }
    cat::append_graph(all, *graph, "f" + std::to_string(files.size()) + "-");
    files.push_back({path.filename().string(), std::move(*graph)});
  }
  all.index();
  write_file(out / (name + ".shapes.nt"), cat::to_nquads(all));
  cat::Dataset background;
  for (const auto& vocabulary : vocabularies.all()) vocabulary.append_to(background);
  auto shapes = cat::Shapes::read(files, std::move(background));
  if (!shapes.ok()) std::exit(1);
  for (const auto& warning : shapes->warnings()) {
    std::fprintf(stderr, "%s: %s\n", name.c_str(), warning.c_str());
  }
  return {name, std::move(*shapes)};
}

// The document as one graph, with what the background says of its terms and of theirs.
cat::Dataset with_background(const cat::Dataset& document, const cat::Dataset& background) {
  cat::Dataset all;
  cat::append_graph(all, document, "");
  for (cat::TermId term = 0; term < all.term_count(); ++term) {
    const auto known = all.is_blank(term) ? std::nullopt : background.find(all.text(term));
    if (!known) continue;
    for (const cat::Quad& quad : background.about(*known)) all.add(background.texts(quad));
  }
  all.index();
  return all;
}

class Run {
 public:
  Run(const fs::path& data, fs::path out) : data_(data), out_(std::move(out)) {
    auto vocabularies = cat::Vocabularies::shipped();
    if (!vocabularies.ok()) std::exit(1);
    background_ = background_of(*vocabularies);
    for (const char* name : {"public", "restricted", "non-public"}) {
      levels_.push_back(read_level(data, out_, name, *vocabularies));
    }
  }

  int run() {
    std::vector<fs::path> files;
    for (const char* folder : {"healthdcat-ap", "dcat-ap", "catalogues", "hostile"}) {
      for (const auto& entry : fs::recursive_directory_iterator(data_ / folder)) {
        if (entry.is_regular_file() && entry.file_size() <= kDocumentBytesMax) {
          files.push_back(entry.path());
        }
      }
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) check(file);
    write_file(out_ / "ours.tsv", lines_);
    std::printf("%zu documents\n", documents_);
    return documents_ == 0 ? 1 : 0;
  }

 private:
  void check(const fs::path& file) {
    const std::string text = read_file(file);
    const auto format = cat::detect_format(std::string_view(text).substr(0, cat::kDetectBytes),
                                           file.filename().string());
    if (!format.ok()) return;
    cat::Dataset document;
    cat::ReaderEvents events;
    events.on_quad = [&](const cat::QuadText& quad, cat::Position) -> rednode::base::Status {
      document.add(cat::QuadText{quad.subject, quad.predicate, quad.object, {}});
      return {};
    };
    events.on_error = [](cat::SyntaxError&&) -> rednode::base::Status { return {}; };
    const auto read =
        cat::read_rdf(cat::source_of(text), *format, {"http://base.invalid/"}, events);
    if (!read.ok() || document.empty()) return;
    document.index();
    const std::string name = std::to_string(documents_++);
    write_file(out_ / (name + ".nt"), cat::to_nquads(with_background(document, background_)));
    write_file(out_ / (name + ".name"), fs::relative(file, data_).string());
    // What may be a focus node: whatever the document itself speaks of.
    std::string focus;
    for (const cat::Quad& quad : document.quads()) {
      focus += std::string(document.text(quad.subject)) + "\n" +
               std::string(document.text(quad.object)) + "\n";
    }
    write_file(out_ / (name + ".focus"), focus);
    for (const Level& level : levels_) validate(name, level, document);
  }

  void validate(const std::string& name, const Level& level, const cat::Dataset& document) {
    cat::Validator validator(level.shapes);
    const auto report = validator.validate(document);
    if (!report.ok()) {
      std::fprintf(stderr, "%s: %s\n", name.c_str(), report.error().message.c_str());
      return;
    }
    std::set<std::string> lines;
    for (const auto& result : report->results) {
      lines.insert(name + "\t" + level.name + "\t" + std::string(result.focus_node) + "\t" +
                   std::string(result.path_text) + "\t" + std::string(result.component) + "\t" +
                   std::string(result.severity) + "\n");
    }
    for (const auto& line : lines) lines_ += line;
  }

  const fs::path data_;
  const fs::path out_;
  cat::Dataset background_;
  std::vector<Level> levels_;
  std::string lines_;
  std::size_t documents_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const fs::path data = fs::path(REDNODE_SOURCE_DIR) / "../shared/data";
  if (argc != 2 || !fs::exists(data)) {
    std::fprintf(stderr, "usage: rednode_oracle FOLDER  (with ../shared/data beside the tree)\n");
    return 1;
  }
  fs::create_directories(argv[1]);
  return Run(data, argv[1]).run();
}
