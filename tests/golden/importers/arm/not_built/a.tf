resource "azurerm_storage_account" "bins" {}
