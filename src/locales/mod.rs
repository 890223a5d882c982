//! Every text of the interface in Indonesian and English.
