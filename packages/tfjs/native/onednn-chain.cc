// SPDX-License-Identifier: MIT
// Convolutions behind each other, a few images at a time, so that what is between them stays in a processor's own cache.
#include <algorithm>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <unordered_map>

#include "onednn.h"
#include "team.h"

namespace {

/** As much of a map between two convolutions as leaves room in that cache. */
constexpr int64_t kTileBytes = 128 << 10;

/** One convolution, prepared for a number of images and one thread. */
struct Link {
  dnnl::convolution_forward work;
  memory::desc x, y, bias, filter, packed_filter, scratchpad;

  explicit Link(const Problem& problem) {
    const Attributes& window = problem.window;
    const FilterDesc filters(problem.filter, window.depthwise, problem.map_type());
    x = map_desc(problem.x, problem.map_type()), y = map_desc(problem.y(), problem.map_type());
    bias = memory::desc({problem.channels()}, memory::data_type::f32, memory::format_tag::x);
    dnnl::primitive_attr attributes = ending(window, problem.has_addend, y);
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    const memory::dims dilations{window.dilations[0] - 1, window.dilations[1] - 1};
    const memory::dims before{window.pads[0], window.pads[1]}, after{window.pads[2], window.pads[3]};
    const dnnl::convolution_forward::primitive_desc desc(
        processor(), dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct, x,
        filters.best, bias, y, window.strides, dilations, before, after, attributes);
    work = dnnl::convolution_forward(desc);
    filter = filters.plain, packed_filter = desc.weights_desc(), scratchpad = desc.scratchpad_desc();
  }
};

Link& prepared(const Problem& problem) {
  static auto* all = new std::unordered_map<std::string, std::unique_ptr<Link>>;
  auto& link = (*all)[problem.key()];
  if (!link) {
    omp_set_num_threads(1);
    link = std::make_unique<Link>(problem);
    omp_set_num_threads(Team::get().size());
  }
  return *link;
}

/** The links for one number of images, with their filters as they want them. */
struct Tile {
  std::vector<Link*> links;
  std::vector<memory> filters;
};

/** Memory of one thread, which grows. */
class Buffer {
 public:
  char* of(size_t bytes) {
    if (values_.size() < bytes + kLine) values_.resize(bytes + kLine);
    return reinterpret_cast<char*>((reinterpret_cast<uintptr_t>(values_.data()) + kLine - 1) / kLine * kLine);
  }

 private:
  static constexpr size_t kLine = 64;
  std::vector<char> values_;
};

/** Attributes of one convolution from the lists of all. */
Attributes window_of(const Attributes& all, int i) {
  const auto part = [i](const std::vector<int64_t>& list, int size) {
    return std::vector<int64_t>(list.begin() + i * size, list.begin() + (i + 1) * size);
  };
  Attributes window;
  window.strides = part(all.strides, 2), window.dilations = part(all.dilations, 2);
  window.pads = part(all.pads, 4), window.depthwise = all.depthwises[i] != 0;
  window.floor = all.ceilings[i] == 0 ? -INFINITY : 0;
  window.ceiling = all.ceilings[i] > 0 ? all.ceilings[i] : INFINITY;
  return window;
}

int64_t image_size(const std::vector<int64_t>& shape) { return shape[1] * shape[2] * shape[3]; }

/**
 * Inputs: x with an image or more, filters, their biases, and perhaps a map that is added to the last result before it
 * is cut.
 */
void chain(const Attributes& all, Launch& launch) {
  const Map x = launch.map(0);
  const TF_DataType type = launch.type(0);
  const int count = all.biases;
  const bool has_addend = all.addends > 0;
  std::vector<Attributes> windows;
  std::vector<Map> filters;
  std::vector<std::vector<int64_t>> shapes{x.shape};
  for (int i = 0; i < count; i++) {
    windows.push_back(window_of(all, i));
    filters.push_back(launch.map(1 + i));
    shapes.push_back(Problem{kForward, type, shapes[i], filters[i].shape, windows[i], true, false}.y());
  }
  std::vector<const float*> biases;
  for (int i = 0; i < count; i++) biases.push_back(launch.values(1 + count + i));
  const Map addend = has_addend ? launch.map(1 + 2 * count) : Map{nullptr, shapes.back()};
  if (addend.shape != shapes.back()) throw std::invalid_argument("what is added has another shape");
  auto* y = reinterpret_cast<char*>(launch.output(0, shapes.back(), type));

  const int64_t width = TF_DataTypeSize(type), threads = Team::get().size(), images = x.shape[0];
  int64_t widest = 1;
  for (int i = 1; i < count; i++) widest = std::max(widest, image_size(shapes[i]) * width);
  const int64_t most = std::clamp<int64_t>(kTileBytes / widest, 1, (images + threads - 1) / threads);

  static std::mutex one_at_a_time;
  std::lock_guard<std::mutex> lock(one_at_a_time);
  std::unordered_map<int64_t, Tile> tiles;
  const auto add_tile = [&](int64_t size) {
    if (size == 0 || tiles.count(size) > 0) return;
    Tile& tile = tiles[size];
    for (int i = 0; i < count; i++) {
      std::vector<int64_t> shape = shapes[i];
      shape[0] = size;
      const bool adds = has_addend && i + 1 == count;
      Link& link = prepared({kForward, type, shape, filters[i].shape, windows[i], true, adds});
      memory filter(link.filter, processor(), const_cast<float*>(filters[i].values));
      memory packed = filter;
      if (link.packed_filter != link.filter) {
        packed = memory(link.packed_filter, processor());
        dnnl::reorder(filter, packed).execute(stream(), filter, packed);
      }
      tile.links.push_back(&link), tile.filters.push_back(packed);
    }
  };
  for (int64_t part = 0; part < threads; part++) {
    const int64_t share = images * (part + 1) / threads - images * part / threads;
    if (share >= most) add_tile(most);
    add_tile(share % most);
  }

  const int64_t from_size = image_size(shapes.front()) * width, to_size = image_size(shapes.back()) * width;
  const auto* from = reinterpret_cast<const char*>(x.values);
  const auto* added = reinterpret_cast<const char*>(addend.values);
  Team::get().split(images, [&](int64_t begin, int64_t end) {
    static thread_local Buffer buffers[2], scratchpad;
    dnnl::stream own(processor());
    const auto place = [](const memory::desc& desc, const void* values) {
      return memory(desc, processor(), const_cast<void*>(values));
    };
    for (int64_t at = begin; at < end; at += most) {
      const Tile& tile = tiles.at(std::min(most, end - at));
      const char* read = from + at * from_size;
      for (int i = 0; i < count; i++) {
        const Link& link = *tile.links[i];
        const bool is_last = i + 1 == count;
        char* write = is_last ? y + at * to_size : buffers[i % 2].of(most * widest);
        std::unordered_map<int, memory> arguments{
            {DNNL_ARG_SRC, place(link.x, read)},
            {DNNL_ARG_WEIGHTS, tile.filters[i]},
            {DNNL_ARG_BIAS, place(link.bias, biases[i])},
            {DNNL_ARG_DST, place(link.y, write)},
            {DNNL_ARG_SCRATCHPAD, place(link.scratchpad, scratchpad.of(link.scratchpad.get_size()))}};
        if (is_last && has_addend) {
          const int after = DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1;
          arguments[after] = place(link.y, added + at * to_size);
        }
        link.work.execute(own, arguments);
        read = write;
      }
    }
  });
}

const bool registered = [] {
  add<chain>("PicojouleConvolutions", {"x: T", "filters: N * T", "biases: N * float", "addend: A * T"},
             {"y: T"},
             {"T: {float, bfloat16}", "N: int >= 1", "A: int >= 0", "strides: list(int)",
              "dilations: list(int)", "pads: list(int)", "depthwises: list(int)", "ceilings: list(int)"});
  return true;
}();

}  // namespace
