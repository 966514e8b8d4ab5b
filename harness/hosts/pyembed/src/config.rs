//! The configuration of one initialization of Python, isolated from the machine it runs on.

use extproof_host::{Scenario, StartOptions};
use pyembed::{
    ExtensionModule, OxidizedPythonInterpreterConfig, PackedResourcesSource, PythonInterpreterConfig,
    PythonInterpreterProfile, TerminfoResolution,
};

use crate::OXIDIZED;
use crate::resources::Resources;

/// What the next initialization is configured with.
#[derive(Default)]
pub(crate) struct Next {
    /// Modules in C.
    pub(crate) modules: Vec<ExtensionModule>,
    /// Packed resources.
    pub(crate) resources: Resources,
}

/// The configuration; the command is for `py_runmain`.
pub(crate) fn make(
    scenario: &Scenario,
    options: &StartOptions,
    next: Next,
    command: Option<&str>,
) -> Result<OxidizedPythonInterpreterConfig<'static>, String> {
    let origin = next.resources.origin();
    let packed = next.resources.pack()?;
    Ok(OxidizedPythonInterpreterConfig {
        interpreter_config: PythonInterpreterConfig {
            profile: PythonInterpreterProfile::Isolated,
            parse_argv: Some(false),
            utf8_mode: Some(true),
            site_import: Some(false),
            install_signal_handlers: Some(false),
            write_bytecode: Some(false),
            home: Some(scenario.home.clone()),
            executable: Some(scenario.executable.clone()),
            program_name: Some(scenario.executable.clone()),
            x_options: Some(options.xoptions.clone()),
            warn_options: Some(options.warnoptions.clone()),
            run_command: command.map(str::to_owned),
            ..PythonInterpreterConfig::default()
        },
        origin,
        // Otherwise pyembed would take the folder of this program for Python's home.
        set_missing_path_configuration: false,
        oxidized_importer: OXIDIZED,
        filesystem_importer: true,
        packed_resources: packed.into_iter().map(PackedResourcesSource::Memory).collect(),
        extra_extension_modules: Some(next.modules),
        argv: Some(Vec::new()),
        multiprocessing_auto_dispatch: false,
        terminfo_resolution: TerminfoResolution::None,
        ..OxidizedPythonInterpreterConfig::default()
    })
}
