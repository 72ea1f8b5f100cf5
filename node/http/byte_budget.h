// ByteBudget: how much memory many things may take together. A Reservation takes its part while it
// lives, or was not granted. What is small takes no part and is always granted: its number is
// bounded by other means, and it must not wait for what is large.
//
// Thread rule: any thread.
#pragma once

#include <atomic>
#include <cstddef>

namespace rednode::node {

class ByteBudget {
 public:
  // What has fewer than `small` octets is small.
  ByteBudget(std::size_t most, std::size_t small) : most_(most), small_(small) {}

  class Reservation {
   public:
    // The budget must outlive the reservation.
    Reservation(ByteBudget& budget, std::size_t bytes)
        : budget_(budget), bytes_(bytes < budget.small_ ? 0 : bytes) {
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
  const std::size_t small_;
  std::atomic<std::size_t> taken_{0};
};

}  // namespace rednode::node
