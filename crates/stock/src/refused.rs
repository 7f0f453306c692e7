kernel::refusals! {
    /// Why the shelf says no.
    pub enum Refused {
        /// It is no product.
        NoProduct = Invalid "stock.no_product",
        /// There is no store whose shelves one may see.
        NoStore = Conflict "stock.no_store",
    }
}
