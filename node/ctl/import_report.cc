#include "node/ctl/import_report.h"

#include <algorithm>
#include <functional>

#include "node/ctl/admin_client.h"
#include "node/ctl/reading.h"
#include "node/ctl/units.h"

namespace rednode::node {
namespace {

Json number_or_null(std::uint64_t number) {
  return number > 0 ? Json(number) : Json(nullptr);
}
Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json left_out_json(const ImportReport& report) {
  Json list = Json::array();
  for (const LeftOutEntry& entry : report.left_out) {
    list.push_back({{"subject", text_or_null(entry.subject)},
                    {"statements", entry.statements},
                    {"reason", entry.reason}});
  }
  return list;
}

std::string left_out_text(const ImportReport& report) {
  std::uint64_t statements = 0;
  for (const LeftOutEntry& entry : report.left_out) statements += entry.statements;
  if (statements == 0) return {};
  std::string text = plural(statements, "statement") + " left out, in no record:\n";
  constexpr std::size_t kShown = 5;
  for (std::size_t i = 0; i < report.left_out.size() && i < kShown; ++i) {
    const LeftOutEntry& entry = report.left_out[i];
    text += "  " + printable(entry.subject.empty() ? "(others)" : entry.subject) + ": " +
            plural(entry.statements, "statement") + ", " + printable(entry.reason) + "\n";
  }
  if (report.left_out.size() > kShown) {
    text += "  and " + plural(report.left_out.size() - kShown, "subject") +
            " more: --output json lists them\n";
  }
  return text;
}

Json renamed_json(const ImportReport& report) {
  Json list = Json::array();
  for (const RenamedEntry& entry : report.renamed) {
    list.push_back({{"from", entry.from}, {"to", entry.to}, {"policy", report.renamed_policy}});
  }
  return list;
}

std::string renamed_text(const ImportReport& report) {
  std::string text;
  if (report.renamed_total > 0) {
    const char* const done = report.renamed_policy == "follow" ? "the old IRIs were withdrawn"
                             : report.renamed_policy == "new"  ? "both are live now"
                                                               : "they are in quarantine";
    text += "new IRIs for " + count_text(report.renamed_total) +
            " known records (holder and identifier are the same): " + done + "\n";
  }
  if (report.shared_identities > 0) {
    text += count_text(report.shared_identities) +
            " records share holder and identifier with another of the same delivery: all were "
            "taken as they are\n";
  }
  return text;
}

Json unmapped_json(const ImportReport& report) {
  Json list = Json::array();
  for (const auto& [file, field] : report.unmapped) {
    list.push_back({{"file", file},
                    {"path", field.path},
                    {"reason", field.reason},
                    {"count", field.count},
                    {"example", field.example},
                    {"record", text_or_null(field.record)}});
  }
  return list;
}

std::string unmapped_list(const ImportReport& report) {
  constexpr std::size_t kShown = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(report.unmapped.size(), kShown); ++i) {
    text += "not carried over: " + printable(unmapped_text(report.unmapped[i].field)) + "\n";
  }
  if (report.unmapped.size() > kShown) {
    text += "and " + std::to_string(report.unmapped.size() - kShown) +
            " more fields: --output json lists them\n";
  }
  return text;
}

std::string verdicts_text(const ImportReport& report) {
  std::string text;
  for (const auto& [verdict, count] : report.verdicts) {
    text += (text.empty() ? "judged: " : ", ") + verdict + " " + count_text(count);
  }
  if (!text.empty()) text += "\n";
  if (report.judged_otherwise > 0) {
    text += count_text(report.judged_otherwise) +
            " of the unchanged records are judged otherwise now than their updates say: redctl "
            "record rejudge writes the new verdicts\n";
  }
  return text;
}

}  // namespace

void ImportReport::add_unmapped(const std::string& file, catalogue::UnmappedField&& field) {
  if (unmapped.size() < kErrorsKept) unmapped.push_back({file, std::move(field)});
}

void ImportReport::add_error(ImportError error) {
  ++errors_total;
  if (errors.size() < kErrorsKept) errors.push_back(std::move(error));
}

void ImportReport::add_quarantined(const std::string& record) {
  const bool first =
      record.empty() || quarantined_names_.insert(std::hash<std::string>()(record)).second;
  if (first) ++quarantined;
}

Json error_json(const ImportError& error) {
  return {{"file", error.file},
          {"line", number_or_null(error.line)},
          {"column", number_or_null(error.column)},
          {"record", text_or_null(error.record)},
          {"field", text_or_null(error.field)},
          {"reason", error.reason},
          {"remedy", text_or_null(error.remedy)}};
}

Json report_json(const ImportReport& report) {
  Json errors = Json::array();
  for (const ImportError& error : report.errors) errors.push_back(error_json(error));
  Json json = {{"put", report.put},
               {"unchanged", report.unchanged},
               {"judged_otherwise", report.judged_otherwise},
               {"withdrawn", report.withdrawn},
               {"confirmed", report.confirmed},
               {"quarantined", report.quarantined},
               {"left_out", left_out_json(report)},
               {"notes", report.notes},
               {"unmapped", unmapped_json(report)},
               {"errors", std::move(errors)},
               {"errors_total", report.errors_total},
               {"checkpoint", report.checkpoint},
               {"verdicts", report.verdicts},
               {"renamed", renamed_json(report)},
               {"renamed_total", report.renamed_total},
               {"shared_identities", report.shared_identities},
               {"dry_run", report.dry_run},
               {"interrupted", report.interrupted},
               {"refused", text_or_null(report.refusal)}};
  if (report.held_by.has_value()) json["held_by"] = *report.held_by;
  if (report.fatal.has_value()) json["error"] = error_json(*report.fatal);
  return json;
}

std::string report_text(const ImportReport& report) {
  std::string text = report.dry_run ? "dry run, nothing was written: " : "";
  text += "put " + count_text(report.put) + ", unchanged " + count_text(report.unchanged) +
          ", withdrawn " + count_text(report.withdrawn) + ", quarantined " +
          count_text(report.quarantined) + "\n";
  text += left_out_text(report);
  text += verdicts_text(report) + renamed_text(report);
  text += unmapped_list(report);
  for (const std::string& note : report.notes) text += "note: " + printable(note) + "\n";
  if (report.checkpoint.is_object()) {
    text += "checkpoint " + text_member(report.checkpoint, "origin", "?") + " " +
            std::to_string(number_member(report.checkpoint, "size")) + " " +
            text_member(report.checkpoint, "root", "?") + "\n";
  }
  if (report.held_by.has_value()) {
    std::string holders;
    for (const Json& holder : *report.held_by) {
      holders += (holders.empty() ? "" : ", ") + holder.get<std::string>();
    }
    text += "held by " + (holders.empty() ? "nobody else yet" : holders) + "\n";
  }
  return text;
}

std::string error_text(const ImportError& error) {
  std::string text = error.file;
  if (error.line > 0) text += ":" + std::to_string(error.line);
  if (error.line > 0 && error.column > 0) text += ":" + std::to_string(error.column);
  text += ": ";
  if (!error.record.empty()) text += error.record + ": ";
  if (!error.field.empty()) text += error.field + ": ";
  text += error.reason;
  if (!error.remedy.empty()) text += "; " + error.remedy;
  return text;
}

}  // namespace rednode::node
