// A C interface to libtorch, small because it is generic: any ATen operator is called by its schema's name through the
// dispatcher (as TorchScript does), so that autograd, CUDA and operators of later versions need no code here.
// Every function that can fail returns a failure value and leaves the message for tm_last_error.
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <ATen/core/ivalue.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>

#include <cstdint>
#include <string>
#include <vector>

#include "attention.h"

// Present when libtorch's matrix products come from OpenBLAS, whose thread pool is its own.
extern "C" void openblas_set_num_threads(int) __attribute__((weak));

namespace {

using at::Tensor;

// Mirrors NativeArgument in C#.
enum class Kind : int32_t { None, Integer, Real, Boolean, Tensor, Integers, Tensors, Device };

struct Argument {
  Kind kind;
  int32_t count;
  union {
    int64_t integer;
    double real;
    const Tensor* tensor;
    const int64_t* integers;
    const Tensor* const* tensors;
  };
};

thread_local std::string last_error;
thread_local std::vector<Tensor> results;

template <typename Result, typename Body>
Result guarded(Result failure, Body body) noexcept {
  try {
    return body();
  } catch (const c10::Error& error) {
    last_error = error.what_without_backtrace();
  } catch (const std::exception& error) {
    last_error = error.what();
  } catch (...) {
    last_error = "libtorch threw something that is not an exception";
  }
  return failure;
}

c10::IValue to_value(const Argument& argument) {
  switch (argument.kind) {
    case Kind::None:
      return {};
    case Kind::Integer:
      return argument.integer;
    case Kind::Real:
      return argument.real;
    case Kind::Boolean:
      return argument.integer != 0;
    case Kind::Tensor:
      return *argument.tensor;
    case Kind::Integers:
      return at::IntArrayRef(argument.integers, argument.count);
    case Kind::Tensors: {
      c10::List<Tensor> list;
      list.reserve(argument.count);
      for (int32_t i = 0; i < argument.count; i++) list.push_back(*argument.tensors[i]);
      return list;
    }
    case Kind::Device:
      return c10::Device(static_cast<c10::DeviceType>(argument.integer), static_cast<c10::DeviceIndex>(argument.count));
  }
  TORCH_CHECK(false, "unknown argument kind ", static_cast<int32_t>(argument.kind));
}

c10::Stack call(const c10::OperatorHandle& op, const Argument* arguments, int32_t count) {
  const auto& parameters = op.schema().arguments();
  c10::Stack stack;
  stack.reserve(parameters.size());
  for (int32_t i = 0; i < count; i++) stack.push_back(to_value(arguments[i]));
  // Later versions append parameters; like the ones left out here they have defaults.
  for (size_t i = count; i < parameters.size(); i++) {
    const auto& value = parameters[i].default_value();
    TORCH_CHECK(value.has_value(), op.schema().name(), " needs argument ", parameters[i].name());
    stack.push_back(*value);
  }
  op.callBoxed(stack);
  return stack;
}

Tensor* own(Tensor tensor) {
  return new Tensor(std::move(tensor));
}

at::Generator generator_of(int32_t device_type, int32_t index) {
  return at::globalContext().defaultGenerator(
      c10::Device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(index)));
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

const char* tm_last_error() {
  return last_error.c_str();
}

const c10::OperatorHandle* tm_find_operator(const char* name, const char* overload) {
  return guarded<const c10::OperatorHandle*>(nullptr, [&] {
    return new c10::OperatorHandle(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload));
  });
}

// Calls an operator that returns one tensor.
Tensor* tm_call(const c10::OperatorHandle* op, const Argument* arguments, int32_t count) {
  return guarded<Tensor*>(nullptr, [&] { return own(std::move(call(*op, arguments, count).front()).toTensor()); });
}

// Calls an operator for its effect on its arguments.
int32_t tm_apply(const c10::OperatorHandle* op, const Argument* arguments, int32_t count) {
  return guarded<int32_t>(-1, [&] {
    call(*op, arguments, count);
    return 0;
  });
}

// Calls an operator that returns several tensors, or a list; answers how many wait for tm_take.
int32_t tm_call_many(const c10::OperatorHandle* op, const Argument* arguments, int32_t count) {
  return guarded<int32_t>(-1, [&] {
    results.clear();
    for (auto& value : call(*op, arguments, count)) {
      if (value.isTensor()) {
        results.push_back(std::move(value).toTensor());
      } else {
        for (auto& tensor : value.toTensorVector()) results.push_back(std::move(tensor));
      }
    }
    return static_cast<int32_t>(results.size());
  });
}

void tm_take(Tensor** into) {
  for (auto& tensor : results) *into++ = own(std::move(tensor));
  results.clear();
}

Tensor* tm_attention(const Tensor* query, const Tensor* key, const Tensor* value, const Tensor* mask, double dropout,
                     int32_t causal) {
  return guarded<Tensor*>(nullptr, [&] {
    return own(treasure::attention(*query, *key, *value, mask, dropout, causal != 0));
  });
}

Tensor* tm_alias(const Tensor* tensor) {
  return guarded<Tensor*>(nullptr, [&] { return new Tensor(*tensor); });
}

void tm_free(Tensor* tensor) {
  delete tensor;
}

int64_t tm_dim(const Tensor* tensor) {
  return guarded<int64_t>(-1, [&] { return tensor->dim(); });
}

int64_t tm_numel(const Tensor* tensor) {
  return guarded<int64_t>(-1, [&] { return tensor->numel(); });
}

void tm_sizes(const Tensor* tensor, int64_t* sizes) {
  for (auto size : tensor->sizes()) *sizes++ = size;
}

void tm_strides(const Tensor* tensor, int64_t* strides) {
  for (auto stride : tensor->strides()) *strides++ = stride;
}

int32_t tm_dtype(const Tensor* tensor) {
  return static_cast<int32_t>(tensor->scalar_type());
}

int64_t tm_element_size(const Tensor* tensor) {
  return static_cast<int64_t>(tensor->dtype().itemsize());
}

int32_t tm_device(const Tensor* tensor, int32_t* index) {
  auto device = tensor->device();
  *index = device.index();
  return static_cast<int32_t>(device.type());
}

int32_t tm_is_contiguous(const Tensor* tensor) {
  return tensor->is_contiguous();
}

void* tm_data(const Tensor* tensor) {
  return guarded<void*>(nullptr, [&] { return tensor->data_ptr(); });
}

int32_t tm_requires_grad(const Tensor* tensor) {
  return tensor->requires_grad();
}

int32_t tm_set_requires_grad(const Tensor* tensor, int32_t value) {
  return guarded<int32_t>(-1, [&] {
    tensor->set_requires_grad(value != 0);
    return 0;
  });
}

int32_t tm_is_leaf(const Tensor* tensor) {
  return guarded<int32_t>(-1, [&]() -> int32_t { return tensor->is_leaf(); });
}

int32_t tm_retain_grad(const Tensor* tensor) {
  return guarded<int32_t>(-1, [&] {
    tensor->retain_grad();
    return 0;
  });
}

// The gradient, or null when there is none yet.
Tensor* tm_grad(const Tensor* tensor) {
  return guarded<Tensor*>(nullptr, [&]() -> Tensor* {
    last_error.clear();
    const auto& grad = tensor->grad();
    return grad.defined() ? new Tensor(grad) : nullptr;
  });
}

int32_t tm_set_grad(const Tensor* tensor, const Tensor* grad) {
  return guarded<int32_t>(-1, [&] {
    tensor->mutable_grad() = grad ? *grad : Tensor();
    return 0;
  });
}

int32_t tm_backward(const Tensor* tensor, const Tensor* gradient, int32_t retain_graph, int32_t create_graph) {
  return guarded<int32_t>(-1, [&] {
    tensor->backward(gradient ? *gradient : Tensor(), retain_graph != 0, create_graph != 0);
    return 0;
  });
}

int32_t tm_grad_enabled() {
  return c10::GradMode::is_enabled();
}

void tm_set_grad_enabled(int32_t enabled) {
  c10::GradMode::set_enabled(enabled != 0);
}

c10::InferenceMode* tm_inference_mode(int32_t enabled) {
  return new c10::InferenceMode(enabled != 0);
}

void tm_free_inference_mode(c10::InferenceMode* guard) {
  delete guard;
}

int32_t tm_inference_mode_enabled() {
  return c10::InferenceMode::is_enabled();
}

int32_t tm_manual_seed(int64_t seed) {
  return guarded<int32_t>(-1, [&] {
    at::manual_seed(static_cast<uint64_t>(seed));
    return 0;
  });
}

int64_t tm_initial_seed() {
  return guarded<int64_t>(-1, [&] { return static_cast<int64_t>(generator_of(0, -1).current_seed()); });
}

Tensor* tm_rng_state(int32_t device_type, int32_t index) {
  return guarded<Tensor*>(nullptr, [&] { return own(generator_of(device_type, index).get_state()); });
}

int32_t tm_set_rng_state(int32_t device_type, int32_t index, const Tensor* state) {
  return guarded<int32_t>(-1, [&] {
    generator_of(device_type, index).set_state(*state);
    return 0;
  });
}

int32_t tm_num_threads() {
  return at::get_num_threads();
}

int32_t tm_set_num_threads(int32_t count) {
  return guarded<int32_t>(-1, [&] {
    at::set_num_threads(count);
    if (openblas_set_num_threads) openblas_set_num_threads(count);
    return 0;
  });
}

// Zero where this libtorch was built without CUDA, and where there is no usable GPU.
int32_t tm_cuda_device_count() {
  return guarded<int32_t>(0, []() -> int32_t {
    constexpr auto cuda = c10::DeviceType::CUDA;
    return c10::impl::hasDeviceGuardImpl(cuda) ? c10::impl::getDeviceGuardImpl(cuda)->deviceCount() : 0;
  });
}

}
#pragma GCC visibility pop
