//! What the program is started with.

use clap::Parser;
use std::path::PathBuf;
use tongfu_api::NaiveDate;

/// The Tongfu desk.
#[derive(Debug, Clone, Parser)]
#[command(name = "tongfu-desktop", version)]
pub struct Arguments {
    /// Folder of the store; absent: the user's data folder.
    #[arg(long, env = "TONGFU_STORE")]
    pub store: Option<PathBuf>,
    /// Open the demonstration county, making it when it is absent.
    #[arg(long)]
    pub demo: bool,
    /// Language of the sentences: zh-CN, en or ug; absent: the one chosen last.
    #[arg(long)]
    pub lang: Option<String>,
    /// A day that stands for today, YYYY-MM-DD.
    #[arg(long)]
    pub today: Option<NaiveDate>,
    /// A .tongfu file to import once the store is open.
    pub file: Option<PathBuf>,
}

impl Arguments {
    /// Whether the store is the one that every start without arguments opens.
    pub fn is_default_store(&self) -> bool {
        self.store.is_none() && !self.demo
    }

    /// The folder of the store. The demonstration never lies in the place of
    /// the office's own store.
    pub fn store_folder(&self) -> PathBuf {
        match &self.store {
            Some(folder) => folder.clone(),
            None if self.demo => tongfu_api::default_store().with_file_name("demo"),
            None => tongfu_api::default_store(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demonstration_has_a_place_of_its_own() {
        let plain = Arguments::try_parse_from(["tongfu-desktop"]).unwrap();
        let demo = Arguments::try_parse_from(["tongfu-desktop", "--demo"]).unwrap();
        let own = Arguments::try_parse_from(["tongfu-desktop", "--demo", "--store", "d"]).unwrap();
        assert_ne!(plain.store_folder(), demo.store_folder());
        assert_eq!(own.store_folder(), PathBuf::from("d"));
        assert!(!demo.is_default_store() && !own.is_default_store());
    }

    #[test]
    fn a_package_path_is_an_argument() {
        let opened =
            Arguments::try_parse_from(["tongfu-desktop", "/media/stick/a.tongfu"]).unwrap();
        assert_eq!(opened.file, Some(PathBuf::from("/media/stick/a.tongfu")));
    }
}
