//! Documents, histories and charts as data.

pub mod chart;
pub mod convert;
pub mod ecomap;
pub mod figures;
pub mod genogram;
pub mod handover;
pub mod history;
pub mod indicator;
pub mod line;
pub mod outbreak;
pub mod outreach;
pub mod paper;
pub mod period;
pub mod scene;
pub mod summary;
pub mod survey_table;
pub mod svg;
