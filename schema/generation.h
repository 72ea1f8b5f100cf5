// Generation: an origin's signed word that its log goes on from an earlier point, under another
// name, because what came behind that point is lost to it, or must not stand
// (docs/formats/log.md, "A log that begins anew").
//
//   rednode-generation/v1
//   FR@2                  the log from here on
//   80                    how much of the log before it goes on
//   <base64 root>         and its root
//   1790000000            when, in seconds since 1970
//   the disk was lost     why: one line
//
// as the text of a signed note (c2sp.org/signed-note). Its first line is no origin, so it can never
// be taken for a checkpoint.
//
// Thread rule: value types and pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "schema/log_keys.h"

namespace rednode::schema {

inline constexpr std::string_view kGenerationTitle = "rednode-generation/v1";

struct Generation {
  std::string origin;
  std::uint32_t number = 2;
  std::uint64_t size = 0;
  base::Digest root;
  std::int64_t time_seconds = 0;
  std::string reason;
};

std::string generation_text(const Generation& generation);
base::Result<Generation> parse_generation_text(std::string_view text);

// kUnauthorised where the latest key of the log, as far as it is known here, did not sign it: a key
// that was replaced must not be able to take its replacement back.
base::Result<Generation> open_generation(base::BytesView note, const LogKeys& keys);

}  // namespace rednode::schema
