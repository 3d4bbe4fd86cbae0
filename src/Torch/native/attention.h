#pragma once

#include <ATen/core/Tensor.h>

namespace treasure {

// softmax(query keyᵀ / √d + mask) value, over the last two dimensions. Where libtorch has the fused operator (2.x) it is
// called; where it has not (1.13), the same is composed here, so that it costs one call and autograd differentiates it.
// No mask is null.
at::Tensor attention(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value, const at::Tensor* mask,
                     double dropout, bool causal);

}
