// HttpClient: GET over plain HTTP/1.1, one request after the other on one connection: enough to
// read another node's log. What is read is believed for its signatures, so there is no TLS; behind
// a proxy that speaks nothing else, fetch the files with another program.
//
// Thread rule: one thread.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace rednode::node {

class HttpClient {
 public:
  // "http://host[:port][/prefix]". kInvalid where the URL is none; nothing is connected yet.
  static base::Result<HttpClient> of(const std::string& url);
  HttpClient(HttpClient&& other) noexcept;
  HttpClient& operator=(HttpClient&&) = delete;
  ~HttpClient();

  // The body of the answer, which has at most `bytes_max` octets. kNotFound for 404, kUnavailable
  // for every other status, and where the server cannot be reached or is silent for 30 s.
  base::Result<base::Bytes> get(const std::string& path, std::size_t bytes_max);

 private:
  struct Head {
    int status = 0;
    std::size_t length = 0;
    bool close = false;
  };

  HttpClient(std::string host, std::uint16_t port, std::string prefix);

  base::Status connect();
  base::Status send(const std::string& request);
  base::Result<bool> fill();  // false at the end of the connection
  base::Result<Head> read_head();
  base::Result<base::Bytes> exchange(const std::string& request, std::size_t bytes_max,
                                     int& status);
  void close();

  std::string host_;       // without brackets
  std::string port_;       // decimal
  std::string authority_;  // as a URL and a Host field write both (RFC 9110, section 7.2)
  std::string prefix_;
  int fd_ = -1;
  std::string buffer_;  // arrived and not taken yet
};

}  // namespace rednode::node
