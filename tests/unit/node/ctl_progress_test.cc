#include "node/ctl/progress.h"
#include "tests/unit/test.h"

using namespace rednode::node;

TEST_CASE("progress says amount, share, rate, records and the time left") {
  ProgressState state;
  state.what = "reading big.nt";
  state.bytes = true;
  state.done = 2'500'000'000;
  state.total = 10'000'000'000;
  state.records = 1'234;
  state.seconds = 25;
  CHECK(progress_line(state) ==
        "reading big.nt 2.5 GB of 10.0 GB (25%), 100.0 MB/s, 1,234 records, 1m left");
}

TEST_CASE("progress without a total promises nothing") {
  ProgressState state;
  state.what = "exporting";
  state.done = 12'000;
  state.seconds = 2;
  CHECK(progress_line(state) == "exporting 12,000, 6000/s");
}

TEST_CASE("progress survives the beginning, an empty file and a file that grew") {
  ProgressState state;
  state.what = "reading";
  state.bytes = true;
  state.total = 0;
  CHECK(progress_line(state) == "reading 0 B");
  state.total = 100;
  state.done = 200;
  state.seconds = 1;
  CHECK(progress_line(state) == "reading 200 B of 100 B (100%), 200 B/s");
}
