//! Pages, forms and components.
