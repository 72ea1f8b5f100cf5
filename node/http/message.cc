#include "node/http/message.h"

#include <algorithm>

#include "base/digest.h"

namespace rednode::node {

std::string_view Request::field(std::string_view name) const {
  const auto at = std::ranges::find(fields, name, &HttpField::name);
  return at == fields.end() ? std::string_view() : std::string_view(at->value);
}

const std::string* Request::parameter(std::string_view name) const {
  const auto at = std::ranges::find(query, name, &HttpField::name);
  return at == query.end() ? nullptr : &at->value;
}

std::string etag_of(base::BytesView bytes) {
  return "\"" + base::to_hex(base::sha256(bytes).view().substr(0, 16)) + "\"";
}

Response whole(std::string content_type, base::Bytes body) {
  Response response;
  response.content_type = std::move(content_type);
  response.etag = etag_of(body);
  response.body = std::move(body);
  return response;
}

}  // namespace rednode::node
