#include <fcntl.h>
#include <unistd.h>

#include "catalogue/dataset.h"
#include "node/ctl/document.h"
#include "tests/unit/node/temp_folder.h"
#include "tests/unit/test.h"

using namespace rednode::node;
namespace base = rednode::base;
namespace catalogue = rednode::catalogue;

namespace {

constexpr std::string_view kPlain = "<http://e/a> <http://e/b> \"packed\" .\n";
// The same, as gzip writes it.
constexpr char kGzip[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xb3\xc9\x28\x29\x29\xb0\xd2\xd7\x4f\xd5"
    "\x4f\xb4\x53\xb0\x81\x73\x92\xec\x14\x94\x0a\x12\x93\xb3\x53\x53\x94\x14\xf4\xb8"
    "\x00\x5e\xb8\xb3\x0a\x25\x00\x00\x00";
const std::string kPacked(kGzip, sizeof kGzip - 1);

std::vector<std::string> labels(const base::Result<std::vector<DocumentPath>>& documents) {
  std::vector<std::string> names;
  REQUIRE(documents.ok());
  for (const DocumentPath& document : *documents) {
    names.push_back(std::filesystem::path(document.label).filename().string());
  }
  return names;
}

std::string read_all(const catalogue::ByteSource& source) {
  std::string all;
  char buffer[7];
  for (;;) {
    const auto count = source(buffer, sizeof buffer);
    if (!count.ok()) return "error: " + count.error().message;
    if (*count == 0) return all;
    all.append(buffer, *count);
  }
}

}  // namespace

TEST_CASE("documents of a folder: by the endings of their names, packed ones too") {
  const TempFolder folder;
  for (const char* const name : {"b.ttl", "a.ttl.gz", "c.nt.zst", "d.rdf", "e.ttl.bz2", "f.gz",
                                 "notes.txt", "README", "g.ttl.txt"}) {
    folder.write(name, "x");
  }
  std::filesystem::create_directory(folder.path("sub"));
  folder.write("sub/h.nq", "x");
  CHECK(labels(find_documents({folder.path()})) ==
        std::vector<std::string>{"a.ttl.gz", "b.ttl", "c.nt.zst", "d.rdf", "e.ttl.bz2", "f.gz",
                                 "h.nq"});
  CHECK(labels(find_documents({folder.path("notes.txt")})) ==
        std::vector<std::string>{"notes.txt"});
}

TEST_CASE("documents that are not there, named twice, or none in a folder") {
  const TempFolder folder;
  folder.write("a.ttl", "x");
  std::filesystem::create_directory(folder.path("empty"));
  CHECK(find_documents({folder.path("b.ttl")}).error().code == base::Code::kNotFound);
  CHECK(find_documents({folder.path("empty")}).error().message.find(".gz") != std::string::npos);
  const auto twice = find_documents({folder.path("a.ttl"), folder.path() + "/./a.ttl"});
  REQUIRE_FALSE(twice.ok());
  CHECK(twice.error().message.find("named twice") != std::string::npos);
}

TEST_CASE("a packed document is read unpacked, and counted as it is on disk") {
  const TempFolder folder;
  folder.write("a.nt.gz", kPacked);
  const auto documents = find_documents({folder.path("a.nt.gz")});
  REQUIRE(documents.ok());
  CHECK(documents->front().bytes == kPacked.size());
  auto source = DocumentSource::open(folder.path("a.nt.gz"));
  REQUIRE(source.ok());
  CHECK(read_all(source->source()) == kPlain);
  CHECK(source->bytes_read() == kPacked.size());
  auto packed = DocumentSource::open(folder.path("a.nt.gz"));
  REQUIRE(packed.ok());
  CHECK(read_all(packed->packed_source()) == kPacked);
}

TEST_CASE("the format of a packed document is that of what it holds") {
  const TempFolder folder;
  folder.write("a.ttl.gz", kPacked);
  auto input = DocumentSource::open(folder.path("a.ttl.gz"));
  REQUIRE(input.ok());
  const auto source = input->source();
  const auto opened = detect_document(source, "a.ttl.gz", std::nullopt);
  REQUIRE(opened.ok());
  CHECK(opened->format == catalogue::Format::kTurtle);
  CHECK(opened->head == kPlain);
}

TEST_CASE("reading stops where it is told to, and says what is damaged") {
  const TempFolder folder;
  folder.write("a.gz", kPacked.substr(0, kPacked.size() - 4));
  auto cut = DocumentSource::open(folder.path("a.gz"));
  REQUIRE(cut.ok());
  CHECK(read_all(cut->source()).find("error: ") == 0);
  auto stopped = DocumentSource::open(folder.path("a.gz"));
  REQUIRE(stopped.ok());
  CHECK(read_all(stopped->source([] { return true; })) == "error: interrupted");
}

TEST_CASE("formats are asked for by the names that there are") {
  CHECK(*readable_format("") == std::nullopt);
  CHECK(*readable_format("rdfxml") == catalogue::Format::kRdfXml);
  CHECK(*writable_format("rdfxml") == catalogue::Format::kRdfXml);
  for (const auto& message :
       {readable_format("none").error().message, writable_format("none").error().message}) {
    CHECK(message.find("\"none\" is no format: turtle, ") == 0);
    CHECK(message.find("rdfxml") != std::string::npos);
  }
}

TEST_CASE(
    "standard input that is a file: read once more from where it began, and not from its head") {
  const TempFolder folder;
  folder.write("a.txt", "head\nrest\n");
  const int own = dup(STDIN_FILENO);
  const int file = open(folder.path("a.txt").c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(file >= 0);
  REQUIRE(lseek(file, 5, SEEK_SET) == 5);
  REQUIRE(dup2(file, STDIN_FILENO) == STDIN_FILENO);
  auto input = DocumentSource::open("-");
  REQUIRE(input.ok());
  const catalogue::Reopen again = input->packed_reopen();
  CHECK(read_all(input->packed_source()) == "rest\n");
  const auto source = again();
  REQUIRE(source.ok());
  CHECK(read_all(*source) == "rest\n");
  if (own >= 0) dup2(own, STDIN_FILENO);
  close(own);
  close(file);
}
