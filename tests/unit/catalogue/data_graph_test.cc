#include "catalogue/data_graph.h"

#include <algorithm>

#include "tests/unit/catalogue/shacl_graphs.h"
#include "tests/unit/test.h"

namespace rednode::catalogue {
namespace {

// A record before a background, asked by short names.
class Graphs {
 public:
  explicit Graphs(std::string_view background, std::uint64_t steps_max = ~std::uint64_t{0})
      : background_(graph_of(background)), graph_(background_, steps_max) {}

  void load(std::string_view record) {
    record_ = graph_of(record);
    graph_.load(record_);
  }
  // The node with this local name; fails the test where there is none.
  NodeId node(const std::string& name) const {
    const std::string text = "<http://e/" + name + ">";
    for (NodeId id = 0; id < graph_.node_count(); ++id) {
      if (graph_.text(id) == text) return id;
    }
    FAIL(name);
    return 0;
  }
  Lines objects(const std::string& subject, const std::string& predicate) const {
    Lines lines;
    graph_.objects(node(subject), node(predicate),
                   [&](NodeId id) { lines.push_back(short_text(graph_.text(id))); });
    std::sort(lines.begin(), lines.end());
    return lines;
  }
  Lines subjects(const std::string& object, const std::string& predicate) const {
    Lines lines;
    graph_.subjects(node(object), node(predicate),
                    [&](NodeId id) { lines.push_back(short_text(graph_.text(id))); });
    std::sort(lines.begin(), lines.end());
    return lines;
  }
  bool is_a(const std::string& instance, const std::string& type) const {
    return graph_.is_instance(node(instance), node(type));
  }
  const DataGraph& graph() const { return graph_; }

 private:
  Background background_;
  Dataset record_;
  DataGraph graph_;
};

}  // namespace

TEST_CASE("data graph: record and background are one graph of one set of nodes") {
  Graphs graphs(":a :p :b . :c :p :b .");
  graphs.load(":a :p :d . :d :p :b .");
  CHECK(graphs.objects("a", "p") == Lines{":b", ":d"});
  CHECK(graphs.subjects("b", "p") == Lines{":a", ":c", ":d"});
  CHECK(graphs.objects("d", "p") == Lines{":b"});
  CHECK(graphs.subjects("d", "p") == Lines{":a"});
  CHECK(graphs.objects("b", "p").empty());
  CHECK(graphs.graph().says(graphs.node("c"), graphs.node("p"), graphs.node("b")));
  CHECK_FALSE(graphs.graph().says(graphs.node("c"), graphs.node("p"), graphs.node("d")));
  CHECK(graphs.graph().statements().size() == 2);
}

TEST_CASE("data graph: the next record knows nothing of the last one") {
  Graphs graphs(":a :p :b .");
  graphs.load(":a :p :x . :x rdfs:subClassOf :a . :y a :x .");
  CHECK(graphs.subjects("x", "p") == Lines{":a"});
  CHECK(graphs.is_a("y", "a"));
  graphs.load(":y a :x . :x :p :z .");
  CHECK(graphs.objects("a", "p") == Lines{":b"});
  CHECK(graphs.subjects("z", "p") == Lines{":x"});
  CHECK_FALSE(graphs.is_a("y", "a"));
}

TEST_CASE("data graph: blank nodes of the record are never those of the background") {
  Graphs graphs("_:x :p :a .");
  graphs.load("_:x :p :b .");
  CHECK(graphs.graph().statements().size() == 1);
  const NodeId own = graphs.graph().statements().front().subject;
  CHECK(own >= graphs.graph().background().size());
  CHECK_FALSE(graphs.graph().says(own, graphs.node("p"), graphs.node("a")));
}

TEST_CASE("data graph: what stands in named graphs counts, and once") {
  Dataset record;
  const TermId a = record.iri("http://e/a");
  record.add(a, a, a, record.iri("http://e/g"));
  record.add(a, a, a);
  record.index();
  const Background background{Dataset()};
  DataGraph graph(background);
  graph.load(record);
  CHECK(graph.statements().size() == 1);
}

TEST_CASE("data graph: instances, over the classes of both") {
  Graphs graphs(":B rdfs:subClassOf :A . :C rdfs:subClassOf :B . :k a :C .");
  graphs.load(":x a :C . :y a :A .");
  CHECK(graphs.is_a("x", "A"));
  CHECK(graphs.is_a("x", "C"));
  CHECK(graphs.is_a("k", "A"));
  CHECK_FALSE(graphs.is_a("y", "B"));
  CHECK_FALSE(graphs.is_a("A", "A"));

  graphs.load(":D rdfs:subClassOf :C . :A rdfs:subClassOf :Z . :x a :D, :Other .");
  CHECK(graphs.is_a("x", "A"));
  CHECK(graphs.is_a("x", "Z"));
  CHECK(graphs.is_a("k", "Z"));
  CHECK_FALSE(graphs.is_a("x", "x"));
}

TEST_CASE("data graph: classes in a circle end") {
  Graphs graphs(":A rdfs:subClassOf :B . :B rdfs:subClassOf :A .");
  graphs.load(":B rdfs:subClassOf :C . :C rdfs:subClassOf :A . :x a :A .");
  CHECK(graphs.is_a("x", "C"));
  std::vector<NodeId> classes;
  graphs.graph().append_classes(graphs.node("A"), classes);
  CHECK(classes.size() == 3);
}

TEST_CASE("data graph: a long chain of classes wears it out, until the next record") {
  std::string chain;
  for (int i = 0; i < 1000; ++i) {
    chain += ":c" + std::to_string(i) + " rdfs:subClassOf :c" + std::to_string(i + 1) + " .\n";
  }
  Graphs graphs("", 500);
  graphs.load(chain + ":x a :c0 .");
  CHECK_FALSE(graphs.graph().worn_out());
  CHECK_FALSE(graphs.is_a("x", "c1000"));
  CHECK(graphs.graph().worn_out());
  graphs.load(":x a :c0 . :c0 rdfs:subClassOf :c1 .");
  CHECK_FALSE(graphs.graph().worn_out());
  CHECK(graphs.is_a("x", "c1"));
}

}  // namespace rednode::catalogue
