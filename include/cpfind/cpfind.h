// SPDX-License-Identifier: GPL-3.0-or-later
// cpfind: the critical points of the teacher-student loss. Includes every public header.
#ifndef CPFIND_CPFIND_H
#define CPFIND_CPFIND_H

#include "cpfind/assemble.h"
#include "cpfind/certificate.h"
#include "cpfind/check.h"
#include "cpfind/family.h"
#include "cpfind/flow.h"
#include "cpfind/model.h"
#include "cpfind/problem.h"
#include "cpfind/search.h"
#include "cpfind/status.h"
#include "cpfind/table.h"
#include "cpfind/theta.h"

#endif
