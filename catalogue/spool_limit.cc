#include "catalogue/spool_limit.h"

#include <string>

#include "base/limits.h"

namespace rednode::catalogue {

base::Status check_subject(base::BytesView key, std::uint64_t bytes, std::uint64_t entries) {
  constexpr std::size_t kShownBytes = 200;
  constexpr std::uint64_t kEntryBytes = 24;
  if (bytes + entries * kEntryBytes <= base::limits::kSubjectBytesMax) return {};
  return base::exhausted(std::string(key.substr(0, kShownBytes)) + " has more than " +
                         std::to_string(base::limits::kSubjectBytesMax >> 20) +
                         " MB of statements: deliver the document in several parts");
}

}  // namespace rednode::catalogue
