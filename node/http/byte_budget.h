// ByteBudget: how much memory many small things may take together. A Reservation takes its part
// while it lives, or was not granted.
//
// Thread rule: any thread.
#pragma once

#include <atomic>
#include <cstddef>

namespace rednode::node {

class ByteBudget {
 public:
  explicit ByteBudget(std::size_t most) : most_(most) {}

  class Reservation {
   public:
    // The budget must outlive the reservation. Nothing is always granted.
    Reservation(ByteBudget& budget, std::size_t bytes) : budget_(budget), bytes_(bytes) {
      const std::size_t before = budget_.taken_.fetch_add(bytes_);
      granted_ = bytes_ == 0 || before + bytes_ <= budget_.most_;
      if (!granted_) give_back();
    }
    ~Reservation() { give_back(); }
    Reservation(const Reservation&) = delete;
    Reservation& operator=(const Reservation&) = delete;

    bool granted() const { return granted_; }

   private:
    void give_back() {
      budget_.taken_ -= bytes_;
      bytes_ = 0;
    }

    ByteBudget& budget_;
    std::size_t bytes_;
    bool granted_ = false;
  };

 private:
  const std::size_t most_;
  std::atomic<std::size_t> taken_{0};
};

}  // namespace rednode::node
