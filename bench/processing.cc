#include "bench/processing.h"

#include <serd/serd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>

#include "bench/process.h"
#include "bench/records.h"
#include "catalogue/canonical.h"
#include "catalogue/judge.h"
#include "catalogue/ntriples.h"
#include "catalogue/rdf_reader.h"
#include "catalogue/writer.h"

namespace rednode::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kRounds = 5;

double seconds_of(const std::function<void()>& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// The median of several rounds.
double median_seconds(const std::function<void()>& work) {
  std::vector<double> times;
  for (int i = 0; i < kRounds; ++i) times.push_back(seconds_of(work));
  std::sort(times.begin(), times.end());
  return times[kRounds / 2];
}

template <typename T>
T must(base::Result<T> result, const char* what) {
  if (!result.ok()) give_up(std::string(what) + ": " + result.error().message);
  return std::move(*result);
}

double serd_seconds(const std::string& document) {
  return median_seconds([&document] {
    const auto statement = [](void*, SerdStatementFlags, const SerdNode*, const SerdNode*,
                              const SerdNode*, const SerdNode*, const SerdNode*,
                              const SerdNode*) { return SERD_SUCCESS; };
    SerdReader* const reader =
        serd_reader_new(SERD_NTRIPLES, nullptr, nullptr, nullptr, nullptr, statement, nullptr);
    serd_reader_set_strict(reader, true);
    serd_reader_read_string(reader, reinterpret_cast<const std::uint8_t*>(document.c_str()));
    serd_reader_free(reader);
  });
}

double own_seconds(const std::string& document) {
  return median_seconds([&document] {
    std::uint64_t quads = 0;
    catalogue::ReaderEvents events;
    events.on_quad = [&quads](const catalogue::QuadText&, catalogue::Position) -> base::Status {
      ++quads;
      return {};
    };
    must(catalogue::read_rdf(catalogue::source_of(document), catalogue::Format::kNTriples, {},
                             events),
         "N-Triples");
  });
}

// Records of 4 to 20 KB: the small one of the benchmarks with more and more keywords.
std::vector<base::Bytes> turtle_records(std::size_t count) {
  std::vector<base::Bytes> documents;
  for (std::size_t i = 0; i < count; ++i) {
    const BenchRecord record = make_record(i);
    auto dataset =
        must(catalogue::read_dataset(record.nquads, catalogue::Format::kNQuads), "record");
    const auto subject = dataset.iri(record.iri);
    const auto keyword = dataset.iri("http://www.w3.org/ns/dcat#keyword");
    for (std::size_t word = 0; word < i % 120; ++word) {
      dataset.add(
          subject, keyword,
          dataset.literal("a keyword among many, number " + std::to_string(word), {}, "en"));
    }
    dataset.index();
    documents.push_back(
        must(catalogue::write_dataset(dataset, catalogue::Format::kTurtle, record.iri), "Turtle"));
  }
  return documents;
}

// Runs a program with its output in a file; its exit code.
int run_program(const std::vector<std::string>& words, const std::string& output) {
  const pid_t pid = fork();
  if (pid == 0) {
    if (std::freopen(output.c_str(), "w", stdout) == nullptr) _exit(127);
    std::vector<char*> argv;
    for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    execvp(argv[0], argv.data());
    _exit(127);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

std::string first_line(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

struct Records {
  std::vector<catalogue::Dataset> graphs;
  std::vector<std::string> iris;
};

Records make_records(std::size_t count) {
  Records records;
  for (std::size_t i = 0; i < count; ++i) {
    const BenchRecord record = make_record(i);
    records.graphs.push_back(
        must(catalogue::read_dataset(record.nquads, catalogue::Format::kNQuads), "record"));
    records.iris.push_back(record.iri);
  }
  return records;
}

// What the other engine is given: the records, the shapes, and all vocabularies, as N-Triples.
// Milliseconds a record, or 0 where it is not installed.
double other_engine_ms(const ProcessingOptions& options, const Records& records,
                       const catalogue::Vocabularies& vocabularies) {
  const fs::path folder = fs::path(options.directory) / "oracle";
  const fs::path installed = fs::path(options.source) / "build/oracle";
  if (!fs::exists(installed / "node_modules/rdf-validate-shacl")) return 0;
  fs::create_directories(folder);
  catalogue::Dataset shapes;
  for (const char* name : {"common.ttl", "public.ttl"}) {
    std::ifstream in(fs::path(options.source) / "config/profiles/healthdcat-ap-8" / name);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto graph = must(catalogue::read_dataset(text, catalogue::Format::kTurtle), name);
    catalogue::append_graph(shapes, graph, name);
  }
  shapes.index();
  std::ofstream(folder / "shapes.nt") << catalogue::to_nquads(shapes);
  catalogue::Dataset background;
  for (const auto& vocabulary : vocabularies.all()) vocabulary.append_to(background);
  background.index();
  std::ofstream(folder / "background.nt") << catalogue::to_nquads(background);
  constexpr std::size_t kRecordsOfOther = 5;
  for (std::size_t i = 0; i < kRecordsOfOther; ++i) {
    std::ofstream(folder / ("record" + std::to_string(i) + ".nt"))
        << catalogue::to_nquads(records.graphs[i]);
  }
  const std::string output = (folder / "time").string();
  const int exit =
      run_program({"node", (installed / "time.mjs").string(), folder.string()}, output);
  return exit == 0 ? std::strtod(first_line(output).c_str(), nullptr) : 0;
}

}  // namespace

void run_parsing(BenchReport& report) {
  std::string ntriples;
  for (std::uint64_t i = 0; ntriples.size() < (64U << 20); ++i) ntriples += make_record(i).nquads;
  const double mb = static_cast<double>(ntriples.size()) / 1e6;
  const double serd = serd_seconds(ntriples);
  const double own = own_seconds(ntriples);
  Figure figure{"N-Triples, parsing", mb / own, "MB/s"};
  figure.limit = mb / serd;
  figure.limit_name = "serd alone";
  figure.wanted_ratio = 1 / 1.5;
  report.add(figure);

  const auto documents = turtle_records(2'000);
  double bytes = 0;
  for (const auto& document : documents) bytes += static_cast<double>(document.size());
  const double canonical = median_seconds([&documents] {
    for (const auto& document : documents) {
      const auto dataset =
          must(catalogue::read_dataset(document, catalogue::Format::kTurtle), "Turtle");
      must(catalogue::canonicalize(dataset), "canonical form");
    }
  });
  report.add({"record in Turtle, mean", bytes / static_cast<double>(documents.size()), "B"});
  Figure turtle{"Turtle to canonical form", bytes / 1e6 / canonical, "MB/s"};
  turtle.wanted = 20;
  report.add(turtle);
}

void run_validation(const ProcessingOptions& options, BenchReport& report) {
  const auto vocabularies = must(catalogue::Vocabularies::shipped(), "vocabularies");
  const auto profile =
      must(catalogue::Profile::shipped("healthdcat-ap/8", vocabularies), "profile");
  catalogue::Judge judge(profile, vocabularies);
  const Records records = make_records(2'000);
  std::uint64_t results = 0;
  const double seconds = median_seconds([&] {
    results = 0;
    for (std::size_t i = 0; i < records.graphs.size(); ++i) {
      results +=
          must(judge.judge(records.graphs[i], records.iris[i]), "validation").report.results.size();
    }
  });
  const double each = seconds / static_cast<double>(records.graphs.size());
  report.add({"results of a record, mean",
              static_cast<double>(results) / static_cast<double>(records.graphs.size()), ""});
  Figure figure{"validation, Release 8, one record", each * 1e6, "us"};
  figure.less_is_better = true;
  const double other = other_engine_ms(options, records, vocabularies);
  if (other > 0) {
    figure.limit = other * 1e3;
    figure.limit_name = "rdf-validate-shacl";
    figure.wanted_ratio = 0.01;
  }
  report.add(figure);
}

void run_import(const ProcessingOptions& options, BenchReport& report) {
  const std::string file = options.directory + "/import.nq";
  std::ofstream out(file, std::ios::binary);
  double bytes = 0;
  for (std::uint64_t i = 0; i < options.records; ++i) {
    const BenchRecord record = make_record(i);
    bytes += static_cast<double>(record.nquads.size());
    out << record.nquads;
  }
  out.close();
  Daemon daemon((fs::path(options.folder) / "rednoded").string(), options.directory, "IT", 17431);
  daemon.start();
  const std::string redctl = (fs::path(options.folder) / "redctl").string();
  int exit = 0;
  const double seconds = seconds_of([&] {
    exit = run_program({redctl, "--config", daemon.config(), "--output", "json", "import", file},
                       options.directory + "/import.json");
  });
  daemon.stop();
  fs::remove(file);
  if (exit != 0) give_up("redctl import ended with exit code " + std::to_string(exit));
  report.add({"import, records of", bytes / static_cast<double>(options.records), "B"});
  Figure figure{"import with validation, end to end",
                static_cast<double>(options.records) / seconds, "records/s"};
  figure.wanted = 8'000;
  report.add(figure);
}

}  // namespace rednode::bench
