// What the tests of shapes share: graphs from Turtle with the usual prefixes, and results as short
// lines of text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/dataset.h"
#include "catalogue/shapes.h"
#include "catalogue/validator.h"

namespace rednode::catalogue {

// Prefixes: ":" (http://e/), sh, rdf, rdfs, owl, xsd, skos, dct, dcat. Fails the test where the
// text is no Turtle.
Dataset graph_of(std::string_view turtle);

// One shapes file. Fails the test where it cannot be read.
Shapes shapes_of(std::string_view turtle, std::string_view background = "");

// "<http://e/a>" is ":a", "sh:" and "xsd:" are short; other terms as they are.
std::string short_text(std::string_view text);

// A line for each result, "focus path Component value", in the order of the report.
std::vector<std::string> lines_of(const ValidationReport& report);
std::vector<std::string> check(const Shapes& shapes, std::string_view data);
std::vector<std::string> check(std::string_view shapes, std::string_view data);

using Lines = std::vector<std::string>;

}  // namespace rednode::catalogue
