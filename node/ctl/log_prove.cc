// redctl log prove: a file that proves something about a log to whoever has the origin's key
// (docs/formats/proofs.md). What is written was verified first.

#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/known_keys.h"
#include "node/ctl/text_file.h"
#include "storage/proof_file.h"

namespace rednode::node {
namespace {

base::Result<base::Digest> digest_of(const std::string& text) {
  REDNODE_TRY(const auto bytes, base::from_base64(text));
  return base::digest_from(bytes);
}

base::Result<std::vector<base::Digest>> hashes_of(const Json& answer) {
  std::vector<base::Digest> hashes;
  for (const Json& hash : list_member(answer, "hashes")) {
    if (!hash.is_string()) return base::invalid("the daemon's answer is none: versions differ?");
    REDNODE_TRY(const auto digest, digest_of(hash.get<std::string>()));
    hashes.push_back(digest);
  }
  return hashes;
}

// Nobody should be handed a proof that does not hold.
template <typename File>
base::Status check_proof(const File& file, const std::string& origin, const Config& config) {
  const KnownKeys keys = KnownKeys::load(config);
  REDNODE_TRY(const auto key, keys.keys_of(origin));
  REDNODE_TRY(const auto checkpoint, schema::open_checkpoint(file.checkpoint, key));
  return storage::verify(file, checkpoint.checkpoint);
}

base::Result<base::Bytes> inclusion_text(const AdminClient::Answer& answer,
                                         const std::string& origin, const Config& config) {
  storage::InclusionFile file;
  file.entry = answer.blob;
  file.index = number_member(answer.ok, "index");
  REDNODE_TRY(file.hashes, hashes_of(answer.ok));
  file.checkpoint = text_member(answer.ok, "note");
  REDNODE_CHECK(check_proof(file, origin, config));
  return storage::format_inclusion(file);
}

base::Result<base::Bytes> consistency_text(const AdminClient::Answer& answer,
                                           const std::string& origin, const Config& config) {
  storage::ConsistencyFile file;
  file.origin = origin;
  file.old_size = number_member(answer.ok, "old_size");
  REDNODE_TRY(file.old_root, digest_of(text_member(answer.ok, "old_root")));
  REDNODE_TRY(file.hashes, hashes_of(answer.ok));
  file.checkpoint = text_member(answer.ok, "note");
  REDNODE_CHECK(check_proof(file, origin, config));
  return storage::format_consistency(file);
}

base::Result<Exit> prove(Context& context, const LogProveOptions& options, const Config& config,
                         AdminClient& daemon) {
  const std::string origin = options.origin.empty() ? config.origin : options.origin;
  Json members = {{"origin", origin}};
  if (options.from.has_value()) members["from"] = *options.from;
  if (options.sequence.has_value()) members["sequence"] = *options.sequence;
  if (!options.iri.empty()) members["iri"] = options.iri;
  REDNODE_TRY(const auto answer, daemon.call("log_prove", std::move(members)));
  REDNODE_TRY(const auto text, options.from.has_value() ? consistency_text(answer, origin, config)
                                                        : inclusion_text(answer, origin, config));
  REDNODE_TRY(auto file, FileWriter::open(options.out_file));
  REDNODE_CHECK(file.write(text));
  REDNODE_CHECK(file.commit());
  if (!options.out_file.empty() && options.out_file != "-") {
    context.out.note("wrote " + options.out_file + "; redctl log verify " + options.out_file +
                     " says what it proves");
  }
  return Exit::kDone;
}

}  // namespace

Exit run_log_prove(Context& context, const LogProveOptions& options) {
  const int wanted = (options.iri.empty() ? 0 : 1) + (options.sequence.has_value() ? 1 : 0) +
                     (options.from.has_value() ? 1 : 0);
  if (wanted != 1) {
    return context.out.fail(base::invalid("name one of --iri, --sequence and --from"),
                            Exit::kFailed);
  }
  return run_with_daemon(context, [&](const Config& config, AdminClient& daemon) {
    return prove(context, options, config, daemon);
  });
}

}  // namespace rednode::node
