// redctl peer: the cards of this node and of its peers, and what is done with a peer.
//
// Cards are files; where the daemon does not run, they are read and written directly.

#include <unistd.h>

#include <iostream>

#include "base/limits.h"
#include "node/card.h"
#include "node/ctl/commands.h"
#include "node/ctl/context.h"
#include "node/ctl/text_file.h"
#include "node/ctl/units.h"
#include "node/keyfile.h"
#include "schema/origin.h"

namespace rednode::node {
namespace {

Json peer_json(const peers::Peer& peer) {
  return {{"origin", peer.origin},
          {"name", peer.name},
          {"feed", peer.feed_endpoint},
          {"exchange", peer.exchange_endpoint},
          {"fingerprint", fingerprint_of(peer)},
          {"paused", nullptr},  // the daemon alone knows
          {"log_key", peer.log_key.vkey()}};
}

base::Result<std::vector<Json>> peers_from_files(const Config& config) {
  REDNODE_TRY(const auto cards, read_cards(config.peers_directory));
  std::vector<Json> peers;
  for (const auto& [origin, peer] : cards) peers.push_back(peer_json(peer));
  return peers;
}

base::Result<std::vector<Json>> all_peers(Context& context, const Config& config,
                                          std::optional<AdminClient>& daemon) {
  if (!daemon.has_value()) {
    context.out.note("the daemon is not running: this is what the cards in " +
                     config.peers_directory + " say");
    return peers_from_files(config);
  }
  std::vector<Json> peers;
  REDNODE_TRY(const auto answer,
              daemon->call("peer_list", Json::object(), {}, [&](const Json& item, base::Bytes&&) {
                peers.push_back(item);
                return base::Status();
              }));
  return peers;
}

std::string paused_text(const Json& peer) {
  const auto paused = peer.find("paused");
  if (paused == peer.end() || !paused->is_boolean()) return "?";
  return paused->get<bool>() ? "yes" : "no";
}

// A command that talks to the daemon where it runs, and works on the files where it does not.
using FilesBody =
    std::function<base::Result<Exit>(const Config&, std::optional<AdminClient>& daemon)>;

Exit run_with_files(Context& context, const FilesBody& body) {
  const auto config = load_config(context);
  if (!config.ok()) return context.out.fail(config.error(), Exit::kFailed);
  auto daemon = daemon_if_running(*config);
  if (!daemon.ok()) return context.out.fail(daemon.error(), Exit::kFailed);
  const auto result = body(*config, *daemon);
  if (result.ok()) return *result;
  if (daemon->has_value())
    return context.out.fail(result.error(), exit_for(**daemon, result.error()));
  const bool refused = result.error().code == base::Code::kConflict;
  return context.out.fail(result.error(), refused ? Exit::kRefused : Exit::kFailed);
}

bool confirmed_on_terminal(const Card& card) {
  std::cerr << "Compare this with what " << printable(card.peer.name)
            << " reads out over the telephone.\n"
            << "Add this peer? [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

base::Status store_card(Context& context, const Config& config, std::optional<AdminClient>& daemon,
                        const std::string& text, const PeerAddOptions& options) {
  if (daemon.has_value()) {
    return [&]() -> base::Status {
      REDNODE_TRY(const auto answer,
                  daemon->call("peer_add", {{"card", text}, {"replace", options.replace}}));
      return {};
    }();
  }
  REDNODE_CHECK(write_card(config.peers_directory, text, options.replace));
  context.out.note("the daemon is not running: the card was written into " +
                   config.peers_directory + ", and will be read when it starts");
  return {};
}

base::Result<Exit> add_peer(Context& context, const Config& config,
                            std::optional<AdminClient>& daemon, const PeerAddOptions& options) {
  REDNODE_TRY(const auto text, read_text_file(options.card, base::limits::kCardBytesMax));
  auto card = parse_card(text);
  if (!card.ok()) return base::with_context(options.card, card.error());
  if (card->peer.origin == config.origin) {
    return base::invalid(options.card + " is the card of " + config.origin +
                         ", this node itself: add the card that the other node's operator sent");
  }
  const std::string fields = fields_text({{"origin", card->peer.origin},
                                          {"name", card->peer.name},
                                          {"feed", card->peer.feed_endpoint},
                                          {"exchange", card->peer.exchange_endpoint},
                                          {"fingerprint", card->fingerprint}});
  if (context.out.is_table()) context.out.text(fields);
  context.out.flush();
  const bool ask = !options.yes && options.card != "-" && isatty(STDIN_FILENO) == 1;
  if (ask && !confirmed_on_terminal(*card)) {
    return context.out.fail(base::conflict("not added"), Exit::kRefused);
  }
  REDNODE_CHECK(store_card(context, config, daemon, text, options));
  if (context.out.is_table()) {
    context.out.text("added " + card->peer.origin + "\n");
  } else {
    context.out.document({{"origin", card->peer.origin},
                          {"name", card->peer.name},
                          {"fingerprint", card->fingerprint},
                          {"daemon_running", daemon.has_value()}});
  }
  return Exit::kDone;
}

// What the status document says of the peer; null where it does not know it.
Json status_of_peer(AdminClient& daemon, const std::string& origin) {
  const auto status = daemon.call("status");
  if (!status.ok()) return nullptr;
  for (const Json& peer : list_member(status->ok, "peers")) {
    if (text_member(peer, "origin") == origin) return peer;
  }
  return nullptr;
}

std::string refused_text(const Json& status) {
  const auto refused = number_member(status, "refused");
  if (refused == 0) return "-";
  return plural(refused, "message") +
         ", the last because: " + text_member(status, "refused_because", "?");
}

base::Result<Exit> show_peer(Context& context, const Config& config,
                             std::optional<AdminClient>& daemon, const std::string& origin) {
  REDNODE_TRY(const auto peers, all_peers(context, config, daemon));
  for (Json peer : peers) {
    if (text_member(peer, "origin") != origin) continue;
    if (daemon.has_value()) peer["status"] = status_of_peer(*daemon, origin);
    if (!context.out.is_table()) {
      context.out.document(peer);
      return Exit::kDone;
    }
    const Json status = peer.value("status", Json());
    context.out.text(fields_text({{"origin", origin},
                                  {"name", text_member(peer, "name", "?")},
                                  {"feed", text_member(peer, "feed", "?")},
                                  {"exchange", text_member(peer, "exchange", "?")},
                                  {"log key", text_member(peer, "log_key", "?")},
                                  {"fingerprint", text_member(peer, "fingerprint", "?")},
                                  {"paused", paused_text(peer)},
                                  {"state", text_member(status, "state", "?")},
                                  {"cause", text_member(status, "cause", "-")},
                                  {"refused", refused_text(status)}}));
    return Exit::kDone;
  }
  return base::not_found("there is no peer " + origin + "; redctl peer list shows them");
}

}  // namespace

Exit run_peer_card(Context& context) {
  return run_with_files(
      context, [&](const Config& config, std::optional<AdminClient>& daemon) -> base::Result<Exit> {
        std::string text;
        if (daemon.has_value()) {
          REDNODE_TRY(const auto answer, daemon->call("peer_card"));
          text = text_member(answer.ok, "card");
        } else {
          REDNODE_TRY(const auto keys, read_public_keys(config.keys_directory));
          REDNODE_TRY(text, own_card(config, keys));
          context.out.note("the daemon is not running: the card was made from the files");
        }
        if (context.out.is_table()) {
          context.out.text(text);
          return Exit::kDone;
        }
        REDNODE_TRY(const auto card, parse_card(text));
        context.out.document({{"origin", card.peer.origin},
                              {"name", card.peer.name},
                              {"fingerprint", card.fingerprint},
                              {"card", text}});
        return Exit::kDone;
      });
}

Exit run_peer_add(Context& context, const PeerAddOptions& options) {
  return run_with_files(context, [&](const Config& config, std::optional<AdminClient>& daemon) {
    return add_peer(context, config, daemon, options);
  });
}

Exit run_peer_list(Context& context) {
  return run_with_files(
      context, [&](const Config& config, std::optional<AdminClient>& daemon) -> base::Result<Exit> {
        REDNODE_TRY(const auto peers, all_peers(context, config, daemon));
        ListOutput list(context.out, "peers");
        Table table(
            {{"ORIGIN"}, {"NAME", false, 40}, {"PAUSED"}, {"FEED"}, {"EXCHANGE"}, {"FINGERPRINT"}});
        for (const Json& peer : peers) {
          list.item(peer);
          table.row({text_member(peer, "origin"), text_member(peer, "name", "?"), paused_text(peer),
                     text_member(peer, "feed", "?"), text_member(peer, "exchange", "?"),
                     text_member(peer, "fingerprint", "?")});
        }
        list.end();
        if (context.out.is_table()) context.out.table(table);
        return Exit::kDone;
      });
}

Exit run_peer_show(Context& context, const std::string& origin) {
  return run_with_files(context, [&](const Config& config, std::optional<AdminClient>& daemon) {
    return show_peer(context, config, daemon, origin);
  });
}

Exit run_peer_remove(Context& context, const std::string& origin) {
  return run_with_files(
      context, [&](const Config& config, std::optional<AdminClient>& daemon) -> base::Result<Exit> {
        REDNODE_TRY(const auto checked, schema::parse_origin(origin));  // it becomes a file's name
        if (daemon.has_value()) {
          REDNODE_TRY(const auto answer, daemon->call("peer_remove", {{"origin", checked}}));
        } else {
          REDNODE_CHECK(remove_card(config.peers_directory, checked));
          context.out.note("the daemon is not running: the card was taken out of " +
                           config.peers_directory);
        }
        if (context.out.is_table()) {
          context.out.text("removed " + origin + "; what was mirrored of it stays\n");
        } else {
          context.out.document({{"origin", origin}, {"daemon_running", daemon.has_value()}});
        }
        return Exit::kDone;
      });
}

Exit run_peer_operation(Context& context, const std::string& operation, const std::string& done,
                        const std::string& origin) {
  return run_with_daemon(context, [&](const Config&, AdminClient& daemon) -> base::Result<Exit> {
    REDNODE_TRY(const auto answer, daemon.call(operation, {{"origin", origin}}));
    if (context.out.is_table()) {
      context.out.text(origin + ": " + done + "\n");
    } else {
      context.out.document({{"origin", origin}, {"done", done}});
    }
    return Exit::kDone;
  });
}

}  // namespace rednode::node
