// The one include of every unit test, so that a later Catch2 is one line here.
#pragma once

#include <catch2/catch.hpp>
