// What `tenprobes devices` does in a catalogue: its presets are tables of latencies or device files.
//
//   for (const std::string& name : preset_names(*space)) print(read_catalogue_preset(name, space));
//   CatalogueDeviceFile twin = fit_catalogue_device("phone.csv", space);
#pragma once

#include <memory>
#include <string>

#include "core/devices/catalogue/catalogue_device_file.h"

namespace tenprobes::native {

/// A preset's texts and model: of a table, those of its comments, and the twin that fits it.
devices::CatalogueDeviceFile read_catalogue_preset(const std::string& name,
                                                   const std::shared_ptr<const SearchSpace>& space);

/// A preset's texts alone, which needs no fit.
devices::CatalogueDeviceFile read_catalogue_heading(
    const std::string& name, const std::shared_ptr<const SearchSpace>& space);

/// The twin of a device whose latencies are known. Throws Error where they are not.
devices::CatalogueDeviceFile fit_catalogue_device(const std::string& spec,
                                                  const std::shared_ptr<const SearchSpace>& space);

/// For people: the texts, the costs in words, the families that differ most, the fit.
void print_catalogue_device(const devices::CatalogueDeviceFile& file, const SearchSpace& space);

}  // namespace tenprobes::native
