//! Documents, histories and charts as data.
