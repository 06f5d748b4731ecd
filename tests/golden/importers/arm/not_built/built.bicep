resource s 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'bins'
}
