// Every limit of rednode, in one place. A limit that an operator may change is a default here and a
// field of the configuration; the others are part of a format or protect the process itself.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rednode::base::limits {

// Records and documents.
inline constexpr std::size_t kContentBytesMax = 1 << 20;       // canonical N-Quads of one record
inline constexpr std::size_t kIriBytesMax = 2048;              // an IRI that names a record
inline constexpr std::size_t kReasonBytesMax = 4096;           // why a record was withdrawn
inline constexpr std::size_t kProfileBytesMax = 256;           // the name of a profile and release
inline constexpr std::size_t kRdfNestingMax = 64;              // brackets open at once in Turtle
inline constexpr std::size_t kRdfStatementBytesMax = 4 << 20;  // one statement of a document
inline constexpr std::size_t kRdfTermBytesMax = 1 << 20;       // one literal or IRI
inline constexpr std::size_t kRdfIriBytesMax = 16 << 10;       // any IRI of a document
inline constexpr std::size_t kRdfPrefixesMax = 4096;           // declared in one document
inline constexpr std::size_t kRdfExpansionMax = 256;          // N-Quads bytes for each Turtle byte,
inline constexpr std::size_t kRdfExpansionFree = 16 << 20;    // beyond this many
inline constexpr std::size_t kJsonNestingMax = 64;            // brackets open at once in JSON
inline constexpr std::size_t kJsonPieceBytesMax = 16 << 20;   // JSON that is read as a whole
inline constexpr std::size_t kJsonLookAheadBytes = 16 << 20;  // before it is read in parts
inline constexpr std::size_t kJsonValuesMax = 500'000;        // of one such piece
inline constexpr std::size_t kJsonNumberBytesMax = 1024;      // characters of one number
inline constexpr std::size_t kContextBytesMax = 4 << 20;      // a file given with --context
inline constexpr std::size_t kJsonLdContextLayersMax = 64;    // contexts upon contexts
inline constexpr std::size_t kJsonLdRemoteContextsMax = 16;   // that name one another
inline constexpr std::size_t kJsonLdTermChainMax = 128;       // terms defined by terms
inline constexpr std::size_t kJsonLdTermsFree = 1'000'000;    // definitions of any document,
inline constexpr std::size_t kJsonLdBytesPerTerm = 4;         // and more as it is longer
inline constexpr std::size_t kJsonLdNotesMax = 1000;          // kinds of what said nothing
inline constexpr std::size_t kXmlNestingMax = 256;            // elements open at once
inline constexpr std::size_t kXmlTokenBytesMax = 4 << 20;     // one tag or comment
inline constexpr std::size_t kXmlAttributesMax = 1024;        // of one element
inline constexpr std::size_t kXmlNamesBytesMax = 16 << 20;    // different names of one document
inline constexpr std::size_t kXmlIdsMax = 1 << 18;            // rdf:IDs that are compared
inline constexpr std::size_t kXmlHeldBytesMax = 8 << 20;      // statements of open node elements
inline constexpr int kZstdWindowLogMax = 27;                  // of compressed input: 128 MiB
inline constexpr std::size_t kSyntaxErrorsMax = 100'000;      // of one document, then it is refused
inline constexpr std::size_t kLeftOutListMax = 1000;          // entries of an import report
inline constexpr std::size_t kSpoolSubjectsMax = 0xfffffff0;  // subjects of one document
inline constexpr std::size_t kSubjectBytesMax = 64 << 20;     // statements of one subject, waiting
inline constexpr std::size_t kRecordStatementsMax = 100'000;  // statements of one record
inline constexpr std::size_t kRecordsExpansionMax = 32;       // all records, to their document,
inline constexpr std::size_t kRecordsExpansionFree = 64 << 20;  // beyond this many bytes
inline constexpr std::size_t kRecordGatherFactor = 4;           // beyond the limit of a content
inline constexpr std::size_t kCanonicalWorkMax = 100'000;       // RDFC-1.0: N-degree hash steps
inline constexpr std::size_t kCanonicalDepthMax = 1024;         // RDFC-1.0: N-degree recursion
inline constexpr std::size_t kSourceRecordBytesMax = 4 << 20;   // one record of JSON or of a table
inline constexpr std::size_t kSourceValuesMax = 100'000;        // values of one such record
inline constexpr std::size_t kSourceTokenBytesMax = 64 << 10;   // one token of JSON around records
inline constexpr std::size_t kTableColumnsMax = 4096;
inline constexpr std::size_t kTableRereadBytesMax = 64 << 20;  // behind quotes that do not end
inline constexpr std::size_t kMappedNestingMax = 32;           // nodes within nodes of a mapping
inline constexpr std::size_t kUnmappedPathsMax = 1000;  // sums of values that are not carried
inline constexpr std::size_t kUnmappedExampleBytesMax = 200;
inline constexpr std::size_t kQuarantineBytesMax = 256
                                                   << 10;  // original bytes kept of a bad record
inline constexpr std::size_t kQuarantineRecordsMax = 100'000;  // then the oldest make room

// Shapes and validation.
inline constexpr std::size_t kShapesMax = 100'000;             // of one shapes graph
inline constexpr std::size_t kShapePathNestingMax = 32;        // operators within operators
inline constexpr std::size_t kShapePathPartsMax = 4096;        // steps and operators of one path
inline constexpr std::size_t kShapeNestingMax = 128;           // shapes that refer to shapes
inline constexpr std::size_t kWholeStatementsMax = 4'000'000;  // of a document held as one graph,
inline constexpr std::size_t kWholeBytesMax = 1 << 30;         // and its N-Quads
// A step: one shape on one node, one value, one statement looked at.
inline constexpr std::size_t kValidationWorkMax = 20'000'000;          // steps for a record
inline constexpr std::size_t kWholeValidationWorkMax = 1'000'000'000;  // for a whole document
inline constexpr std::size_t kValidationResultsMax = 1'000'000;        // of one record or document
// A profile in a folder of the operator's.
inline constexpr std::size_t kProfileFileBytesMax = 16 << 20;  // one file of it
inline constexpr std::size_t kProfileLevelsMax = 32;
inline constexpr std::size_t kProfileShapesFilesMax = 64;  // of one level

// Reports on a catalogue.
inline constexpr std::size_t kAnnotationsBytesMax = 16 << 20;  // annotations.toml
inline constexpr std::size_t kAccessLinksMax = 16;  // ways to ask for access, listed of one record
inline constexpr std::size_t kLanguagesCountedMax =
    64;  // of one property; further ones are "other"

// Questions about one record for which all catalogues are read.
inline constexpr std::int64_t kRecordSearchSeconds = 10;  // then the answer says how far it got
inline constexpr std::size_t kAlikeRecordsMax = 100;      // with the same holder and identifier
inline constexpr std::size_t kNearestIrisMax = 5;         // proposed for an IRI that no record has

// The log.
inline constexpr std::size_t kUpdateBytesMax = 65'535;  // C2SP tlog-tiles: a 16-bit length
inline constexpr std::size_t kOriginBytesMax = 19;      // CC-XXXXXXXXXXXXXXXX
inline constexpr std::size_t kNoteBytesMax = 64 << 10;  // a signed note with its signatures
inline constexpr std::size_t kNoteSignaturesMax = 256;
inline constexpr std::size_t kLogsMax = 256;        // origins that one node follows
inline constexpr std::size_t kHistoryMax = 1024;    // sequences listed for one record
inline constexpr std::size_t kRotationsMax = 64;    // changes of one log's key
inline constexpr std::size_t kGenerationsMax = 64;  // times that an origin began its log anew
inline constexpr std::size_t kCategoriesMax = 32;   // that one put names
inline constexpr std::size_t kCategoryBytesMax = 64;
inline constexpr std::size_t kEvidenceBytesMax = 4 * kNoteBytesMax;

// The wire.
inline constexpr std::size_t kFrameBytesMax = 4 << 20;  // one message on a socket
inline constexpr std::size_t kChunkBytesMax = 1 << 20;  // what a chunk aims at
inline constexpr std::size_t kChunkUpdatesMax = 1024;   // updates of one chunk
inline constexpr std::size_t kContentsPerRequestMax = 1024;
inline constexpr std::size_t kProofHashesMax = 128;
inline constexpr std::size_t kPullWindow = 8;                 // chunks asked for and not applied
inline constexpr std::size_t kFeedBytesPerTickMax = 8 << 20;  // beyond: only the checkpoint
inline constexpr std::size_t kWireNestingMax = 16;            // Cap'n Proto pointers
inline constexpr std::size_t kPeersMax = 256;
inline constexpr std::size_t kCosignaturesMax = kPeersMax;  // of one heartbeat
inline constexpr std::size_t kReceiptsPerAnswerMax = 256;
inline constexpr std::size_t kReceiptsMax = 10'000;  // refusals kept of one log at one node
inline constexpr std::size_t kReceiptRuleBytesMax = 64;
inline constexpr std::size_t kReceiptMessageBytesMax = 512;
// Of each of the two sockets. A peer needs one session, and a second one beside what a cut or a
// restart left of the first.
inline constexpr std::size_t kPeerSessionsMax = 4;  // of one peer, then the oldest makes room
inline constexpr std::size_t kQuietConnectionsMax = kPeersMax;  // over which no message came yet
inline constexpr std::size_t kTopicBytesMax = 512;  // of what a subscriber sends, a handshake too
inline constexpr std::size_t kTopicsPerTurn = 16;   // that one subscriber sends in one turn

// The engine and the daemon.
inline constexpr std::size_t kInboxMessagesPerTick = 64;
inline constexpr std::size_t kInboxBytesPerTick = 16 << 20;
inline constexpr std::size_t kPreparedBytesMax = 16 << 20;  // unpacked ahead, of one message
inline constexpr std::size_t kCommandsPerTick = 256;
inline constexpr std::size_t kCommandQueue = 1024;
inline constexpr std::size_t kChangesPerCommand = 4096;      // records of one submission
inline constexpr std::size_t kAdminLineBytesMax = 16 << 20;  // one message on the admin socket
inline constexpr std::size_t kAdminConnectionsMax = 64;
inline constexpr std::size_t kConfigBytesMax = 1 << 20;
inline constexpr std::size_t kDroppedPerCommand = 4096;   // contents that retention lets go
inline constexpr std::size_t kTakenBackPerTick = 4096;    // updates, where a log begins anew
inline constexpr std::size_t kDropLookBackMax = 1 << 16;  // updates since they were looked at

// HTTP. What a request may be: there are no uploads, so a body is refused unread.
inline constexpr std::size_t kHttpHeadBytesMax = 16 << 10;   // request line and header fields
inline constexpr std::size_t kHttpTargetBytesMax = 8 << 10;  // an IRI, percent-encoded, and a query
inline constexpr std::size_t kHttpFieldsMax = 100;           // header fields of one request
inline constexpr std::size_t kHttpQueryFieldsMax = 64;       // name=value pairs of one query
inline constexpr std::size_t kHttpConnectionsMax = 1024;     // then the longest idle one is closed
inline constexpr std::size_t kHttpConnectionsPerAddressMax = 64;
inline constexpr std::size_t kHttpWriteBytes = 64 << 10;  // that a reader must take in kHttpStall
inline constexpr std::size_t kHttpWaitingBytesMax = 256 << 20;  // of all answers under way
// A body that goes with its head. It takes no part of kHttpWaitingBytesMax, so that whoever asks
// whether the node is alive is told so beside any number of readers that take their time.
inline constexpr std::size_t kHttpSmallBodyBytes = 4096;
inline constexpr std::size_t kHttpLingerBytesMax = 64 << 10;  // read and dropped behind a refusal
inline constexpr std::size_t kHttpGzipBytesMin = 1024;        // what is shorter goes as it is
inline constexpr int kHttpHeadSeconds = 10;                   // from the first octet to the last
inline constexpr int kHttpIdleSeconds = 30;                   // between two requests
inline constexpr int kHttpStallSeconds = 30;                  // for one write
inline constexpr int kHttpLingerSeconds = 2;
inline constexpr int kHttpStopSeconds = 2;  // for the answers that are under way

// Files that operators hand to one another.
inline constexpr std::size_t kCardBytesMax = 16 << 10;        // a peer card
inline constexpr std::size_t kProofFileBytesMax = 512 << 10;  // an update in base64, a note, hashes
inline constexpr std::size_t kRosterBytesMax = 1 << 20;       // the cards of a federation
inline constexpr std::size_t kManifestBytesMax = 1 << 20;     // of a backup
inline constexpr std::size_t kShapesBytesMax = 64 << 20;      // a file given with --shapes
inline constexpr std::size_t kBundleCardsMax = kPeersMax;
inline constexpr std::size_t kBundleContentsAtOnce = 32;   // read of the store before they are cut
inline constexpr std::size_t kBundleFramesPerCommand = 4;  // handed to the engine at once,
inline constexpr std::size_t kBundleRequestBytes = 8 << 20;  // and their octets, where there is
                                                             // more than one

// Keys on disk. scrypt takes 128 * n * r octets, and that p times one after the other; a file of
// keys that asks for more than this is refused unopened.
inline constexpr std::size_t kKeyFileBytesMax = 1024;
inline constexpr std::size_t kPassphraseBytesMin = 8;  // of a new one
inline constexpr std::size_t kPassphraseBytesMax = 1024;
inline constexpr std::uint64_t kScryptNMin = 1 << 14;
inline constexpr std::uint64_t kScryptNMax = 1 << 20;
inline constexpr std::uint64_t kScryptRMax = 32;
inline constexpr std::uint64_t kScryptPMax = 16;
inline constexpr std::uint64_t kScryptMemoryMax = 256 << 20;

// What redctl reads of another node over HTTP.
inline constexpr std::size_t kLogFileBytesMax = 256 * (kUpdateBytesMax + 2);  // a full bundle
inline constexpr std::size_t kHttpAnswerHeadBytesMax = 64 << 10;
inline constexpr int kHttpAnswerSeconds = 30;  // of silence, then it is given up

}  // namespace rednode::base::limits
