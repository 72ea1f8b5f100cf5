// Quantities as people read them.
//
// Thread rule: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace rednode::node {

// "2s", "14m", "3h05m", "3d04h"; "?" where it is not known.
std::string age_text(std::optional<double> seconds);

// "512 B", "1.5 kB", "12.0 MB", "3.2 GB": decimal prefixes.
std::string bytes_text(double bytes);

// "12,345".
std::string count_text(std::uint64_t count);

// "1 record", "3 records".
std::string plural(std::uint64_t count, const std::string& one, const std::string& many);
inline std::string plural(std::uint64_t count, const std::string& one) {
  return plural(count, one, one + "s");
}

}  // namespace rednode::node
