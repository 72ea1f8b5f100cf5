// Publisher: our own log. It turns changes into updates, signs checkpoints, and cuts what was
// committed into chunks for the feed.
//
// Sans I/O. Thread rule: the engine's thread.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/signing.h"
#include "peers/command.h"
#include "peers/signer.h"
#include "schema/message.h"
#include "storage/logs.h"

namespace rednode::peers {

class Publisher {
 public:
  // `keys`: as of Signer.
  Publisher(std::string origin, std::vector<base::SigningKey> keys)
      : origin_(origin), signer_(std::move(origin), std::move(keys)) {}

  Signer& signer() { return signer_; }
  const Signer& signer() const { return signer_; }

  // Appends the change to our log, or says why not. An error means the store is damaged.
  base::Result<ChangeOutcome> stage(const Change& change, base::UnixTime now,
                                    storage::LogBatch& batch);
  // Appends the change of a key to our log, with the checkpoint that both keys sign.
  base::Result<ChangeOutcome> stage_rotation(RotateKey rotation, base::UnixTime now,
                                             storage::LogBatch& batch);
  void cosign_now() { cosign_now_ = true; }

  // Something was staged that is not announced yet.
  bool pending() const { return !pieces_.empty(); }
  // It should not wait for more: somebody waits for cosignatures, or it is enough for a feed.
  bool urgent() const;

  // Notes the checkpoint of the log with all that was staged, to be signed. REQUIRES: pending().
  void seal(const storage::LogBatch& batch);
  // Signs it. This takes as long as a disk takes to sync, so it may run on another thread while the
  // engine's thread waits for the commit, and for nothing else.
  void sign();
  // The signed checkpoint, once, after the commit.
  std::optional<schema::SignedCheckpoint> take_signed();
  // Forgets what was staged: the batch was not committed.
  void discard();

  // What to announce after the commit: chunks of what was committed since the last time, each of
  // which proves itself, or, where that would be too much for a feed, the checkpoint alone.
  // REQUIRES: the log's held checkpoint is the one that was signed last.
  base::Result<std::vector<schema::Chunk>> announce(const storage::Reader& store,
                                                    const storage::LogState& log);

  // Our checkpoint with a fresh cosignature of our own. REQUIRES: the log holds a checkpoint.
  schema::Chunk heartbeat(const storage::LogState& log, base::UnixTime now) const;

  // The checkpoint of our log as it stands: of an empty one, which has a heartbeat too, or of one
  // whose last signature did not reach the disk. Ed25519 is deterministic, so it is the same note
  // again.
  schema::SignedCheckpoint checkpoint_of(const storage::LogState& log) const;

  // Our cosignature on another origin's checkpoint. REQUIRES: we hold the log durably up to it.
  schema::NoteSignature cosign(const schema::SignedCheckpoint& checkpoint,
                               base::UnixTime now) const;

 private:
  schema::Update next_update(const storage::LogState& log, base::UnixTime now) const;
  base::Result<ChangeOutcome> append(const schema::Update& update,
                                     const std::optional<schema::Content>& content,
                                     storage::LogBatch& batch);
  base::Result<std::vector<schema::Chunk>> cut(const storage::Reader& store,
                                               const storage::LogState& log);

  const std::string origin_;
  Signer signer_;
  std::optional<schema::Checkpoint> sealed_;
  std::optional<schema::SignedCheckpoint> signed_;
  std::uint64_t first_ = 0;
  std::size_t bytes_ = 0;
  bool cosign_now_ = false;
  struct Piece {
    base::Bytes update;
    std::optional<schema::Content> content;
  };
  std::vector<Piece> pieces_;  // staged and not announced yet
};

}  // namespace rednode::peers
