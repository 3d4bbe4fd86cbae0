#include "attention.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/full.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/where.h>

#include <cmath>
#include <limits>

namespace treasure {
namespace {

using at::Tensor;

// Zero where a query may look, minus infinity where it may not: [queries, keys].
Tensor additive_mask(const Tensor& scores, const Tensor* mask, bool causal) {
  constexpr double never = -std::numeric_limits<double>::infinity();
  if (causal) return at::full({scores.size(-2), scores.size(-1)}, never, scores.options()).triu_(1);
  if (mask->scalar_type() != at::kBool) return *mask;
  return at::where(*mask, at::scalar_tensor(0.0, scores.options()), at::scalar_tensor(never, scores.options()));
}

Tensor composed(const Tensor& query, const Tensor& key, const Tensor& value, const Tensor* mask, double dropout,
                bool causal) {
  TORCH_CHECK(!causal || !mask, "scaled_dot_product_attention: attn_mask and is_causal exclude each other");
  // Scaling the query first touches fewer numbers than scaling the scores.
  auto scores = at::matmul(query.mul(1.0 / std::sqrt(static_cast<double>(query.size(-1)))), key.transpose(-2, -1));
  if (causal || mask) scores = scores.add_(additive_mask(scores, mask, causal));
  auto weights = at::softmax(scores, -1);
  if (dropout > 0.0) weights = at::dropout(weights, dropout, true);
  return at::matmul(weights, value);
}

}  // namespace

Tensor attention(const Tensor& query, const Tensor& key, const Tensor& value, const Tensor* mask, double dropout,
                 bool causal) {
  static const auto fused = c10::Dispatcher::singleton().findSchema({"aten::scaled_dot_product_attention", ""});
  if (!fused.has_value()) return composed(query, key, value, mask, dropout, causal);
  const auto& parameters = fused->schema().arguments();
  c10::Stack stack{query, key, value, mask ? c10::IValue(*mask) : c10::IValue(), dropout, causal};
  for (size_t i = stack.size(); i < parameters.size(); i++) stack.push_back(*parameters[i].default_value());
  fused->callBoxed(stack);
  return std::move(stack.front()).toTensor();
}

}  // namespace treasure
