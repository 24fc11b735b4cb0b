// SPDX-License-Identifier: GPL-3.0-or-later
// Boxes inside the known regions and their images.
#ifndef CPF_CERTIFY_COVER_MATCH_H
#define CPF_CERTIFY_COVER_MATCH_H

#include <stddef.h>

#include "certify/cover_system.h"
#include "certify/region.h"
#include "status/try.h"

// The image of a region: row a, student i has P = sum_t V_a,(i,t) B_(i,t), enclosed; the region
// is { |sum_i (P_ai.x_i) / (c_i.x_i)| <= half_a }.
struct cpf_cover_image {
  int region;
  const double *half;                                       // the region's
  double centre[CPF_COVER_W_MAX];                           // c
  double unit[CPF_COVER_W_MAX];                             // c_i / |c_i|, about
  double reach[CPF_COVER_W_MAX];                            // how far w_i gets, about
  struct cpf_interval P[CPF_COVER_N_MAX * CPF_COVER_W_MAX]; // N x (n*d)
};

struct cpf_cover_images {
  struct cpf_cover_image *image;
  size_t count, capacity;
};

// Images of the regions under the symmetries of L, one for each image of the centre near the
// fundamental domain. An image left out costs time or the proof, never its soundness.
enum cpf_status cpf_cover_images_make(const struct cpf_cover_system *s,
                                      const struct cpf_region *regions, int nregions,
                                      struct cpf_cover_images *images, struct cpf_error *err);
void cpf_cover_images_clear(struct cpf_cover_images *images);

enum cpf_cover_position { CPF_COVER_APART, CPF_COVER_MEETS, CPF_COVER_INSIDE };

// A box as seen from the images.
struct cpf_cover_ball {
  double unit[CPF_COVER_W_MAX], reach[CPF_COVER_W_MAX];
};
void cpf_cover_ball(const struct cpf_cover_system *s, const struct cpf_cover_box *box,
                    struct cpf_cover_ball *ball);

// The quick test, not rigorous: APART when the box is too far from the image to meet it, MEETS when
// it is too large to lie inside, INSIDE when it may.
enum cpf_cover_position cpf_cover_guess(const struct cpf_cover_system *s,
                                        const struct cpf_cover_image *image,
                                        const struct cpf_cover_ball *ball);

// APART only when no point of the box is in the image; INSIDE only when all points are.
enum cpf_cover_position cpf_cover_position(const struct cpf_cover_system *s,
                                           const struct cpf_cover_image *image,
                                           const struct cpf_cover_box *box);

#endif
